FILE *support_tmpfile(void) { return NULL; }
char *support_tmpnam(char *s) { return (void)s, (char *)NULL; }
int support_system(const char *command) { return command ? -1 : 0; }

/* Of one thread. */
int sem_init(void *s, int shared, unsigned value) { return (void)s, (void)shared, (void)value, 0; }
int sem_wait(void *s) { return (void)s, 0; }
int sem_post(void *s) { return (void)s, 0; }
