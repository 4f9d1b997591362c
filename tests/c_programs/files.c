/* Files and directories through libc, in the one directory the guest has.
 * TEST dir
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int compare(const void *a, const void *b) { return strcmp(*(char *const *)a, *(char *const *)b); }

static void list(const char *path) {
  char *names[300];
  int count = 0;
  DIR *d = opendir(path);
  if (!d) {
    printf("opendir %s: %s\n", path, strerror(errno));
    return;
  }
  for (struct dirent *e; (e = readdir(d)) && count < 300;)
    if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) names[count++] = strdup(e->d_name);
  closedir(d);
  qsort(names, (size_t)count, sizeof *names, compare);
  printf("%s: %d entries:", path, count);
  for (int i = 0; i < count && i < 8; i++) printf(" %s", names[i]);
  printf("\n");
}

#define SAY(call) printf("%s: %s\n", #call, (call) == 0 ? "ok" : strerror(errno))

int main(void) {
  FILE *f = fopen("/a.txt", "w");
  fprintf(f, "hello, file\n");
  for (int i = 0; i < 1000; i++) fprintf(f, "%d\n", i);
  fclose(f);
  struct stat st;
  SAY(stat("/a.txt", &st));
  printf("size %lld, regular %d, directory %d\n", (long long)st.st_size, S_ISREG(st.st_mode), S_ISDIR(st.st_mode));

  f = fopen("/a.txt", "r+");
  char text[32] = {0};
  fread(text, 1, 11, f);
  printf("read \"%s\"\n", text);
  printf("position %ld\n", ftell(f));
  fseek(f, -4, SEEK_END);
  memset(text, 0, sizeof text);
  fread(text, 1, 8, f);
  printf("tail \"%.3s\"\n", text);
  fseek(f, 0, SEEK_SET);
  fputs("J", f);
  fclose(f);
  f = fopen("/a.txt", "a");
  fputs("end\n", f);
  fclose(f);
  f = fopen("/a.txt", "r");
  fgets(text, sizeof text, f);
  printf("now %s", text);
  fclose(f);

  int fd = open("/a.txt", O_RDWR);
  printf("pread %zd\n", pread(fd, text, 4, 7));
  printf("%.4s\n", text);
  printf("pwrite %zd\n", pwrite(fd, "FILE", 4, 7));
  SAY(ftruncate(fd, 11));
  SAY(fsync(fd));
  SAY(fstat(fd, &st));
  printf("size %lld\n", (long long)st.st_size);
  SAY(close(fd));
  SAY(close(fd));

  SAY(mkdir("/d", 0777));
  SAY(mkdir("/d", 0777));
  SAY(mkdir("/d/e/", 0777));
  SAY(rename("/a.txt", "/d/b.txt"));
  SAY(stat("/a.txt", &st));
  SAY(rmdir("/d"));
  SAY(unlink("/d/e"));
  SAY(rmdir("/d/e"));
  SAY(symlink("b.txt", "/d/link"));
  printf("readlink %zd\n", readlink("/d/link", text, sizeof text));
  SAY(lstat("/d/link", &st));
  printf("link %d\n", S_ISLNK(st.st_mode));
  SAY(stat("/d/link", &st));
  printf("size %lld\n", (long long)st.st_size);
  list("/d");
  SAY(unlink("/d/link"));
  SAY(unlink("/d/b.txt"));
  for (int i = 0; i < 250; i++) {
    char name[64];
    snprintf(name, sizeof name, "/d/a-file-with-a-rather-long-name-%03d", i);
    close(open(name, O_CREAT | O_WRONLY | O_EXCL, 0666));
  }
  list("/d");
  printf("exclusive: %s\n", open("/d/a-file-with-a-rather-long-name-000", O_CREAT | O_EXCL | O_WRONLY, 0666) < 0 ? strerror(errno) : "?");
  printf("directory as file: %s\n", open("/d", O_WRONLY) < 0 ? strerror(errno) : "?");
  printf("file as directory: %s\n", open("/d/a-file-with-a-rather-long-name-000", O_RDONLY | O_DIRECTORY) < 0 ? strerror(errno) : "?");
  printf("missing: %s\n", open("/nothing", O_RDONLY) < 0 ? strerror(errno) : "?");
  list("/");
  list("/nothing");
  return 0;
}
