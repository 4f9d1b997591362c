/* What POSIX programs do to files, and what they are told when it cannot be done. The expected output is that of a
 * native build: cc -o posix posix.c && (mkdir d && cd d && ../posix) prints it. TEST dir
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static const char *name_of(int e) {
  static const struct {
    int number;
    const char *name;
  } names[] = {{0, "ok"},          {ENOENT, "ENOENT"},
               {EEXIST, "EEXIST"}, {ENOTDIR, "ENOTDIR"},
               {EISDIR, "EISDIR"}, {ENOTEMPTY, "ENOTEMPTY"},
               {EINVAL, "EINVAL"}, {ELOOP, "ELOOP"},
               {EBADF, "EBADF"},   {ENAMETOOLONG, "ENAMETOOLONG"},
               {ESPIPE, "ESPIPE"}, {EACCES, "EACCES"},
               {EPERM, "EPERM"},   {EXDEV, "EXDEV"},
               {EBUSY, "EBUSY"},   {ENOTSUP, "ENOTSUP"},
               {ENXIO, "ENXIO"},   {EFBIG, "EFBIG"},
               {EFAULT, "EFAULT"}, {ENOTTY, "ENOTTY"}};
  for (size_t i = 0; i < sizeof names / sizeof *names; i++)
    if (names[i].number == e) return names[i].name;
  return "another";
}

/* The call's result, or its error. */
#define SHOW(call)                                                                                                     \
  do {                                                                                                                 \
    errno = 0;                                                                                                         \
    const long long r_ = (long long)(call);                                                                            \
    if (r_ < 0) printf("%-44s %s\n", #call, name_of(errno));                                                           \
    else printf("%-44s %lld\n", #call, r_);                                                                            \
  } while (0)
/* Where the number does not matter. */
#define TRY(call)                                                                                                      \
  do {                                                                                                                 \
    errno = 0;                                                                                                         \
    const long long r_ = (long long)(call);                                                                            \
    printf("%-44s %s\n", #call, r_ < 0 ? name_of(errno) : "ok");                                                       \
  } while (0)

static int fd = -1;
static char text[256];

static int opened(const char *path, int flags) {
  if (fd >= 0) close(fd);
  return fd = open(path, flags, 0666);
}

static void files(void) {
  TRY(opened("a", O_RDWR | O_CREAT | O_EXCL));
  TRY(opened("a", O_RDWR | O_CREAT | O_EXCL));
  TRY(opened("a", O_RDWR));
  SHOW(write(fd, "hello, world", 12));
  SHOW(lseek(fd, 0, SEEK_CUR));
  SHOW(lseek(fd, -5, SEEK_END));
  memset(text, 0, sizeof text);
  SHOW(read(fd, text, 100));
  printf("%s\n", text);
  SHOW(lseek(fd, 100, SEEK_SET));
  SHOW(lseek(fd, -1, SEEK_SET));
  SHOW(lseek(fd, 0, 9));
  SHOW(write(fd, "x", 1));
  SHOW(pread(fd, text, 10, 95));
  SHOW(pread(fd, text, 10, 500));
  SHOW(pwrite(fd, "HELLO", 5, 0));
  SHOW(ftruncate(fd, 7));
  SHOW(lseek(fd, 0, SEEK_END));
  SHOW(ftruncate(fd, 20));
  SHOW(ftruncate(fd, -1));
  SHOW(pread(fd, text, 30, 0));
  printf("%.7s %d\n", text, text[19]);
  const struct iovec v[3] = {{text, 3}, {text, 0}, {text + 5, 2}};
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(writev(fd, v, 3));
  SHOW(fsync(fd));
  SHOW(fdatasync(fd));
  TRY(opened("a", O_WRONLY | O_TRUNC));
  SHOW(lseek(fd, 0, SEEK_END));
  TRY(opened("a", O_WRONLY | O_APPEND));
  SHOW(write(fd, "one", 3));
  SHOW(lseek(fd, 0, SEEK_SET));
  SHOW(write(fd, "two", 3));
  SHOW(lseek(fd, 0, SEEK_CUR));
  TRY(opened("none", O_RDONLY));
  TRY(opened("a/b", O_RDONLY));
  TRY(opened("a/", O_RDONLY));
  TRY(opened("none/b", O_CREAT | O_WRONLY));
  TRY(opened("a", O_RDONLY | O_DIRECTORY));
  SHOW(close(77));
  SHOW(unlink("a"));
  SHOW(unlink("a"));
}

static void directories(void) {
  SHOW(mkdir("d", 0777));
  SHOW(mkdir("d", 0777));
  SHOW(mkdir("d/e/", 0777));
  SHOW(mkdir("x/y", 0777));
  TRY(opened("d/f", O_CREAT | O_WRONLY));
  TRY(opened("d", O_WRONLY));
  TRY(opened("d", O_RDONLY));
  SHOW(read(fd, text, 1));
  SHOW(rmdir("d"));
  SHOW(rmdir("d/f"));
  SHOW(unlink("d/e"));
  SHOW(rmdir("d/e"));
  SHOW(rmdir("d/."));
  SHOW(mkdir("d/f", 0777));
  SHOW(access("d/f", F_OK));
  SHOW(access("d/g", F_OK));
}

static void renames(void) {
  TRY(opened("r", O_CREAT | O_WRONLY));
  SHOW(rename("r", "s"));
  SHOW(rename("r", "s"));
  SHOW(rename("s", "s"));
  SHOW(rename("s", "d"));
  SHOW(rename("d", "s"));
  SHOW(rename("d", "d/sub"));
  SHOW(rename("s", "d/s"));
  SHOW(rename("d/s", "d/f"));
  SHOW(rename("d/f", "new/"));
  SHOW(rename("d", "moved/"));
  SHOW(rename("moved", "d"));
  SHOW(mkdir("full", 0777));
  SHOW(rename("full", "d"));
  SHOW(rename("d", "full"));
  SHOW(rename("full", "d"));
  SHOW(rename("none", "d"));
}

static void links(void) {
  struct stat st;
  TRY(opened("t", O_CREAT | O_WRONLY));
  SHOW(write(fd, "target", 6));
  SHOW(symlink("t", "l"));
  SHOW(symlink("t", "l"));
  SHOW(symlink("l", "ll"));
  SHOW(symlink("loop", "loop"));
  SHOW(symlink("gone", "dangling"));
  SHOW(symlink("d", "dl"));
  SHOW(readlink("l", text, sizeof text));
  SHOW(readlink("t", text, sizeof text));
  TRY(opened("ll", O_RDONLY));
  TRY(opened("ll", O_RDONLY | O_NOFOLLOW));
  TRY(opened("loop", O_RDONLY));
  TRY(opened("dangling", O_RDONLY));
  TRY(opened("dangling", O_CREAT | O_EXCL | O_WRONLY));
  TRY(opened("dangling", O_CREAT | O_WRONLY));
  SHOW(access("gone", F_OK));
  TRY(opened("dl/f", O_RDONLY));
  SHOW(stat("l", &st));
  SHOW(st.st_size);
  SHOW(S_ISREG(st.st_mode) != 0);
  SHOW(lstat("l", &st));
  SHOW(S_ISLNK(st.st_mode) != 0);
  SHOW(st.st_size);
  SHOW(lstat("dl/", &st));
  SHOW(S_ISDIR(st.st_mode) != 0);
  SHOW(link("t", "h"));
  SHOW(link("t", "h"));
  SHOW(link("none", "h2"));
  SHOW(stat("h", &st));
  SHOW(st.st_nlink);
  SHOW(unlink("t"));
  SHOW(stat("h", &st));
  SHOW(st.st_nlink);
  SHOW(stat("l", &st));
  SHOW(rmdir("dl"));
  SHOW(unlink("dl"));
}

static void times(void) {
  struct stat st;
  const struct timespec t[2] = {{1000, 5}, {2000, 999999999}}, omit[2] = {{0, UTIME_OMIT}, {3000, 0}};
  SHOW(utimensat(AT_FDCWD, "h", t, 0));
  SHOW(stat("h", &st));
  SHOW(st.st_atim.tv_sec);
  SHOW(st.st_mtim.tv_sec);
  SHOW(st.st_mtim.tv_nsec);
  TRY(opened("h", O_RDWR));
  SHOW(futimens(fd, omit));
  SHOW(fstat(fd, &st));
  SHOW(st.st_atim.tv_sec);
  SHOW(st.st_mtim.tv_sec);
  SHOW(utimensat(AT_FDCWD, "none", t, 0));
  SHOW(utimensat(AT_FDCWD, "l", t, AT_SYMLINK_NOFOLLOW));
  SHOW(lstat("l", &st));
  SHOW(st.st_mtim.tv_sec);
}

static int by_name(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

/* More than fits into one buffer; a place to come back to; files removed while listing. */
static void listings(void) {
  char name[64], *names[1000];
  size_t count = 0;
  SHOW(mkdir("many", 0777));
  for (int i = 0; i < 500; i++) {
    sprintf(name, "many/a-rather-long-name-of-a-file-%d", i);
    close(open(name, O_CREAT | O_WRONLY, 0666));
  }
  DIR *d = opendir("many");
  long place = 0;
  for (const struct dirent *e; (e = readdir(d)) != NULL;) {
    names[count++] = strdup(e->d_name);
    if (count == 300) place = telldir(d);
  }
  SHOW(count);
  seekdir(d, place);
  size_t rest = 0;
  while (readdir(d)) rest++;
  SHOW(rest);
  rewinddir(d);
  rest = 0;
  while (readdir(d)) rest++;
  SHOW(rest);
  closedir(d);
  qsort(names, count, sizeof *names, by_name);
  printf("%s %s %s … %s\n", names[0], names[1], names[2], names[count - 1]);
  for (size_t i = 2; i < count; i++) {
    sprintf(name, "many/%s", names[i]);
    unlink(name);
  }
  SHOW(rmdir("many"));
  TRY(opendir("none") ? 0 : -1);
  TRY(opendir("h") ? 0 : -1);
}

static void streams(void) {
  FILE *f = fopen("stream", "w+");
  for (int i = 0; i < 1000; i++) fprintf(f, "line %d\n", i);
  SHOW(ftell(f));
  SHOW(fseek(f, 100, SEEK_SET));
  SHOW(fscanf(f, "%*s %s", text));
  printf("%s\n", text);
  SHOW(fseek(f, -9, SEEK_END));
  SHOW(fgets(text, sizeof text, f) != NULL);
  printf("%s", text);
  SHOW(fgetc(f));
  SHOW(feof(f) != 0);
  SHOW(fclose(f));
  SHOW(freopen("stream", "a", stdin) != NULL);
  SHOW(fputs("end\n", stdin) >= 0);
  SHOW(fclose(stdin));
  struct stat st;
  SHOW(stat("stream", &st));
  SHOW(st.st_size);
  SHOW(remove("stream"));
  SHOW(remove("d/f"));
  SHOW(remove("d"));
}

static void waiting(void) {
  struct timespec before, after;
  TRY(opened("h", O_RDWR));
  struct pollfd p[2] = {{.fd = fd, .events = POLLIN | POLLOUT}, {.fd = -1}};
  SHOW(poll(p, 1, 1000));
  fd_set set;
  struct timeval tv = {.tv_usec = 1000};
  FD_ZERO(&set);
  FD_SET(fd, &set);
  SHOW(select(fd + 1, &set, NULL, NULL, &tv));
  clock_gettime(CLOCK_MONOTONIC, &before);
  const struct timespec ms = {.tv_nsec = 2000000};
  SHOW(nanosleep(&ms, NULL));
  clock_gettime(CLOCK_MONOTONIC, &after);
  SHOW((after.tv_sec - before.tv_sec) * 1000000000ll + after.tv_nsec - before.tv_nsec >= 2000000);
}

static void names(void) {
  char name[300];
  memset(name, 'n', sizeof name);
  name[255] = 0;
  TRY(opened(name, O_CREAT | O_WRONLY));
  SHOW(unlink(name));
  name[255] = 'n';
  name[256] = 0;
  TRY(opened(name, O_CREAT | O_WRONLY));
  TRY(opened("na\xefve \xff\x01\n", O_CREAT | O_WRONLY));
  SHOW(unlink("na\xefve \xff\x01\n"));
  TRY(opened(".//./h", O_RDONLY));
  TRY(opened("none/../h", O_RDONLY));
  TRY(opened("h/../h", O_RDONLY));
}

int main(void) {
  files();
  directories();
  renames();
  links();
  times();
  listings();
  waiting();
  names();
  streams();
  return 0;
}
