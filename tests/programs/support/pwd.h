/* Nobody has an account in a sandbox. */
#ifndef SUPPORT_PWD_H
#define SUPPORT_PWD_H

struct passwd {
  char *pw_dir;
};
#define getpwnam(name) ((struct passwd *)0)
#define getpwuid(id)   ((struct passwd *)0)

#endif
