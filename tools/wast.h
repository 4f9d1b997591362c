/* `wvm wast`: runs scripts of the official test suite. */
#ifndef WVM_TOOLS_WAST_H
#define WVM_TOOLS_WAST_H

/* argv[0] is "wast". The exit status: 0 when nothing failed, 1 when something did, 2 for bad arguments. */
int wast_main(int argc, char **argv);

#endif
