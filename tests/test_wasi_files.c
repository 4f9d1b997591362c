/* Files, directories, rights: what each call does and refuses, with openat2 and with the walk. */
#include "tests/wasi.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

/* A guest with this directory as 3; NULL: none. */
static Guest guest_in(const char *dir, bool read_only, bool walk) {
  Guest g = guest_new(false, false);
  ok(wvm_wasi_preopen(g.wasi, dir, "/", read_only));
  g.wasi->walk = walk;
  guest_run(&g);
  return g;
}

/* With openat2, where the kernel has it, and without. */
#define BOTH_WAYS(walk) for (int walk = !wasi_has_openat2(); walk < 2; walk++)

static void is(int got, WasiErrno wanted, int line) {
  ck_assert_msg(got == (int)wanted, "line %d: %s, expected %s", line, wasi_errno_name((WasiErrno)got),
                wasi_errno_name(wanted));
}
#define IS(errno_name, call) is(call, WASI_##errno_name, __LINE__)

/* ---- descriptors ---- */

START_TEST(reading_and_writing) {
  char dir[32];
  temp_dir(dir);
  BOTH_WAYS(walk) {
    Guest g = guest_in(dir, false, walk);
    IS(SUCCESS, guest_open(&g, 3, "f", OPEN_CREATE | OPEN_EXCLUSIVE, RIGHTS_ALL));
    const uint32_t fd = opened(&g);
    ck_assert_uint_eq(fd, 4);
    IS(SUCCESS, guest_write(&g, fd, "hello"));
    ck_assert_uint_eq(load_u32(g.mem + 512), 5);
    IS(SUCCESS, guest_read(&g, fd, 10)); /* the end */
    ck_assert_uint_eq(load_u32(g.mem + 512), 0);
    ANSWERS(SUCCESS, &g, fd_seek, fd, 1, WHENCE_SET, 8);
    IS(SUCCESS, guest_read(&g, fd, 3));
    ck_assert_str_eq((const char *)g.mem + 1024, "ell");
    /* Positions of their own. */
    vector_at(&g, 256, 1024, 2);
    memcpy(g.mem + 1024, "XY", 2);
    ANSWERS(SUCCESS, &g, fd_pwrite, fd, 256, 1, 8, 512);
    ANSWERS(SUCCESS, &g, fd_tell, fd, 8);
    ck_assert_uint_eq(load_u64(g.mem + 8), 4);
    ANSWERS(SUCCESS, &g, fd_filestat_set_size, fd, 9);
    ANSWERS(INVAL, &g, fd_filestat_set_size, fd, (uint64_t)-1);
    ANSWERS(SUCCESS, &g, fd_allocate, fd, 0, 12);
    ANSWERS(INVAL, &g, fd_allocate, fd, 0, 0);
    ANSWERS(INVAL, &g, fd_allocate, fd, (uint64_t)-1, 1);
    ANSWERS(FBIG, &g, fd_allocate, fd, INT64_MAX, INT64_MAX);
    ANSWERS(SUCCESS, &g, fd_filestat_get, fd, 0);
    ck_assert_uint_eq(load_u64(g.mem + 32), 12);
    ANSWERS(SUCCESS, &g, fd_sync, fd);
    ANSWERS(SUCCESS, &g, fd_datasync, fd);
    for (uint64_t advice = 0; advice < 6; advice++) ANSWERS(SUCCESS, &g, fd_advise, fd, 0, 4096, advice);
    ANSWERS(INVAL, &g, fd_advise, fd, 0, 4096, 6);
    ANSWERS(INVAL, &g, fd_advise, fd, (uint64_t)-1, 1, 0);
    ANSWERS(SUCCESS, &g, fd_close, fd);
    ANSWERS(BADF, &g, fd_close, fd);
    ANSWERS(BADF, &g, fd_sync, fd);
    ANSWERS(BADF, &g, fd_close, UINT32_MAX);
    IS(ISDIR, guest_read(&g, 3, 1));
    IS(ISDIR, guest_write(&g, 3, "x"));
    ANSWERS(SUCCESS, &g, path_unlink_file, 3, S(&g, "f"));
    guest_delete(&g);
  }
  temp_delete(dir);
}
END_TEST

START_TEST(appending) {
  char dir[32];
  temp_dir(dir);
  host_file(dir, "log", "one");
  Guest g = guest_in(dir, false, false);
  ANSWERS(SUCCESS, &g, path_open, 3, 0, S(&g, "log"), 0, RIGHTS_ALL, 0, FD_APPEND, 768);
  const uint32_t fd = opened(&g);
  IS(SUCCESS, guest_write(&g, fd, "two"));
  ANSWERS(SUCCESS, &g, fd_fdstat_get, fd, 0);
  ck_assert_uint_eq(load_u16(g.mem + 2), FD_APPEND);
  ANSWERS(SUCCESS, &g, fd_fdstat_set_flags, fd, 0);
  ANSWERS(SUCCESS, &g, fd_seek, fd, 0, WHENCE_SET, 8);
  IS(SUCCESS, guest_write(&g, fd, "ONE"));
  ANSWERS(SUCCESS, &g, fd_fdstat_set_flags, fd, FD_APPEND | FD_NONBLOCK);
  IS(SUCCESS, guest_write(&g, fd, "!"));
  host_holds(dir, "log", "ONEtwo!");
  ANSWERS(NOTSUP, &g, fd_fdstat_set_flags, fd, FD_SYNC);
  ANSWERS(INVAL, &g, fd_fdstat_set_flags, fd, 32);
  ANSWERS(INVAL, &g, path_open, 3, 0, S(&g, "log"), 0, RIGHTS_ALL, 0, 32, 768);
  ANSWERS(INVAL, &g, path_open, 3, 0, S(&g, "log"), 16, RIGHTS_ALL, 0, 0, 768);
  ANSWERS(SUCCESS, &g, path_open, 3, 0, S(&g, "log"), 0, RIGHTS_ALL, 0, FD_SYNC | FD_DSYNC | FD_RSYNC, 768);
  ANSWERS(SUCCESS, &g, fd_fdstat_get, opened(&g), 0);
  ck_assert_uint_eq(load_u16(g.mem + 2), FD_SYNC | FD_DSYNC | FD_RSYNC);
  guest_delete(&g);
  temp_delete(dir);
}
END_TEST

START_TEST(renumbering) {
  char dir[32], other[32];
  temp_dir(dir);
  temp_dir(other);
  host_file(dir, "f", "contents");
  host_file(other, "g", "");
  Guest g = guest_in(dir, false, false);
  IS(SUCCESS, guest_open(&g, 3, "f", 0, RIGHT_FD_READ));
  const uint32_t fd = opened(&g);
  ANSWERS(BADF, &g, fd_renumber, fd, 9);
  ANSWERS(BADF, &g, fd_renumber, 9, fd);
  ANSWERS(BADF, &g, fd_renumber, fd, UINT32_MAX);
  ANSWERS(SUCCESS, &g, fd_renumber, fd, fd);
  /* Onto a stream: it is that now, with the file's rights. */
  ANSWERS(SUCCESS, &g, fd_renumber, fd, 0);
  ANSWERS(BADF, &g, fd_close, fd);
  IS(SUCCESS, guest_read(&g, 0, 20));
  ck_assert_str_eq((const char *)g.mem + 1024, "contents");
  IS(NOTCAPABLE, guest_write(&g, 0, "x"));
  /* Onto the preopened directory: that is gone, and so is its name. */
  ANSWERS(SUCCESS, &g, fd_prestat_get, 3, 0);
  ANSWERS(SUCCESS, &g, fd_renumber, 0, 3);
  ANSWERS(BADF, &g, fd_prestat_get, 3, 0);
  IS(NOTDIR, guest_open(&g, 3, "f", 0, RIGHT_FD_READ));
  ANSWERS(NOTDIR, &g, path_unlink_file, 3, S(&g, "f"));
  guest_delete(&g);
  /* A directory moved keeps its name and stays the same. */
  g = guest_new(false, false);
  ok(wvm_wasi_preopen(g.wasi, dir, "/a", true));
  ok(wvm_wasi_preopen(g.wasi, other, "/b", false));
  guest_run(&g);
  ANSWERS(SUCCESS, &g, fd_renumber, 4, 3);
  ANSWERS(SUCCESS, &g, fd_prestat_dir_name, 3, 0, 2);
  ck_assert_mem_eq(g.mem, "/b", 2);
  IS(NOENT, guest_open(&g, 3, "f", 0, RIGHT_FD_READ));
  IS(SUCCESS, guest_open(&g, 3, "g", 0, RIGHT_FD_WRITE));
  ck_assert_uint_eq(opened(&g), 4);
  guest_delete(&g);
  temp_delete(dir);
  temp_delete(other);
}
END_TEST

/* A process whose standard streams are closed: what gets their numbers later is not the guest's. */
START_TEST(closed_streams) {
  char dir[32];
  temp_dir(dir);
  const int saved[2] = {dup(0), dup(1)};
  close(0);
  close(1);
  Guest g = guest_new(false, false);
  const int first = open(join_path(dir, "mine"), O_RDWR | O_CREAT, 0666), second = dup(first);
  const bool taken = first == 0 && second == 1 && write(first, "secret", 6) == 6;
  guest_run(&g);
  const int answers[] = {guest_read(&g, 0, 6), guest_write(&g, 1, "x"), CALL(&g, fd_filestat_get, 0, 0),
                         CALL(&g, fd_pread, 0, 256, 1, 0, 512)};
  memset(g.mem, 0, 96);
  g.mem[8] = EVENT_READ; /* descriptor 0 */
  const int polled = CALL(&g, poll_oneoff, 0, 128, 1, 512);
  close(first);
  close(second);
  ck_assert(dup2(saved[0], 0) == 0 && dup2(saved[1], 1) == 1);
  close(saved[0]);
  close(saved[1]);
  ck_assert(taken);
  ck_assert_int_eq(answers[0], WASI_BADF);
  ck_assert_int_eq(answers[1], WASI_BADF);
  ck_assert_int_eq(answers[2], WASI_BADF);
  ck_assert_int_eq(answers[3], WASI_NOTCAPABLE);
  ck_assert_int_eq(polled, WASI_SUCCESS);
  ck_assert_uint_eq(load_u16(g.mem + 128 + 8), WASI_BADF);
  ck_assert_int_eq(CALL(&g, fd_close, 0), WASI_SUCCESS);
  guest_delete(&g);
  host_holds(dir, "mine", "secret");
  temp_delete(dir);
}
END_TEST

/* ---- rights ---- */

START_TEST(rights_shrink) {
  char dir[32];
  temp_dir(dir);
  host_file(dir, "f", "text");
  Guest g = guest_in(dir, false, false);
  ANSWERS(NOTCAPABLE, &g, fd_fdstat_set_rights, 3, RIGHTS_ALL, RIGHTS_ALL); /* more than a directory has */
  ANSWERS(NOTCAPABLE, &g, fd_fdstat_set_rights, 3, 0, UINT64_MAX);
  ANSWERS(BADF, &g, fd_fdstat_set_rights, 9, 0, 0);
  ANSWERS(SUCCESS, &g, fd_fdstat_set_rights, 3, RIGHT_PATH_OPEN | RIGHT_PATH_CREATE_FILE,
          RIGHT_FD_READ | RIGHT_FD_SEEK);
  ANSWERS(NOTCAPABLE, &g, fd_fdstat_set_rights, 3, RIGHT_PATH_OPEN | RIGHT_FD_READDIR, 0);
  ANSWERS(NOTCAPABLE, &g, fd_readdir, 3, 0, 100, 0, 200);
  ANSWERS(NOTCAPABLE, &g, path_filestat_get, 3, 0, S(&g, "f"), 0);
  ANSWERS(NOTCAPABLE, &g, path_create_directory, 3, S(&g, "d"));
  IS(NOTCAPABLE, guest_open(&g, 3, "f", 0, RIGHT_FD_WRITE));
  IS(NOTCAPABLE, guest_open(&g, 3, "f", OPEN_TRUNCATE, RIGHT_FD_READ));
  IS(SUCCESS, guest_open(&g, 3, "new", OPEN_CREATE, RIGHT_FD_READ)); /* may be made, not written */
  IS(NOTCAPABLE, guest_write(&g, opened(&g), "x"));
  IS(SUCCESS, guest_open(&g, 3, "f", 0, RIGHT_FD_READ));
  const uint32_t fd = opened(&g);
  IS(SUCCESS, guest_read(&g, fd, 4));
  ANSWERS(NOTCAPABLE, &g, fd_seek, fd, 0, WHENCE_SET, 8); /* not asked for */
  ANSWERS(NOTCAPABLE, &g, fd_pread, fd, 256, 1, 0, 512);
  ANSWERS(NOTCAPABLE, &g, fd_filestat_get, fd, 0);
  ANSWERS(NOTCAPABLE, &g, fd_filestat_set_size, fd, 0);
  ANSWERS(NOTCAPABLE, &g, fd_filestat_set_times, fd, 0, 0, 0);
  ANSWERS(NOTCAPABLE, &g, fd_allocate, fd, 0, 1);
  ANSWERS(NOTCAPABLE, &g, fd_sync, fd);
  ANSWERS(NOTCAPABLE, &g, fd_datasync, fd);
  ANSWERS(NOTCAPABLE, &g, fd_advise, fd, 0, 0, 0);
  ANSWERS(NOTCAPABLE, &g, fd_fdstat_set_flags, fd, 0);
  ANSWERS(SUCCESS, &g, fd_fdstat_set_rights, 3, 0, 0);
  IS(NOTCAPABLE, guest_open(&g, 3, "f", 0, 0));
  host_holds(dir, "f", "text");
  guest_delete(&g);
  temp_delete(dir);
}
END_TEST

/* Nothing that a read-only directory leads to can be changed, by any call, through any descriptor got from it. */
START_TEST(read_only) {
  char dir[32];
  temp_dir(dir);
  host_file(dir, "f", "text");
  ck_assert_int_eq(mkdir(join_path(dir, "d"), 0777), 0);
  host_file(dir, "d/in", "inner");
  BOTH_WAYS(walk) {
    Guest g = guest_in(dir, true, walk);
    IS(SUCCESS, guest_open(&g, 3, "d", OPEN_DIRECTORY, RIGHTS_ALL & ~(uint64_t)(RIGHT_FD_READ | RIGHT_FD_WRITE)));
    const uint32_t sub = opened(&g);
    for (int k = 0; k < 2; k++) {
      const uint32_t at = k ? sub : 3;
      const char *name = k ? "in" : "f";
      IS(NOTCAPABLE, guest_open(&g, at, name, 0, RIGHT_FD_WRITE));
      IS(NOTCAPABLE, guest_open(&g, at, name, 0, RIGHT_FD_READ | RIGHT_FD_WRITE));
      IS(NOTCAPABLE, guest_open(&g, at, name, OPEN_TRUNCATE, RIGHT_FD_READ));
      IS(NOTCAPABLE, guest_open(&g, at, "new", OPEN_CREATE, RIGHT_FD_READ));
      ANSWERS(NOTCAPABLE, &g, path_create_directory, at, S(&g, "new"));
      ANSWERS(NOTCAPABLE, &g, path_unlink_file, at, S(&g, name));
      ANSWERS(NOTCAPABLE, &g, path_remove_directory, at, S(&g, "d"));
      ANSWERS(NOTCAPABLE, &g, path_symlink, S(&g, "x"), at, S(&g, "new"));
      ANSWERS(NOTCAPABLE, &g, path_rename, at, S(&g, name), at, S(&g, "new"));
      ANSWERS(NOTCAPABLE, &g, path_link, at, 0, S(&g, name), at, S(&g, "new"));
      ANSWERS(NOTCAPABLE, &g, path_filestat_set_times, at, 0, S(&g, name), 1, 1, 5);
      IS(SUCCESS, guest_open(&g, at, name, 0,
                             RIGHT_FD_READ | RIGHT_FD_ALLOCATE | RIGHT_FD_FILESTAT_SET_SIZE |
                                 RIGHT_FD_FILESTAT_SET_TIMES | RIGHT_FD_FDSTAT_SET_FLAGS));
      ANSWERS(NOTCAPABLE, &g, fd_allocate, opened(&g), 0, 100);
      ANSWERS(NOTCAPABLE, &g, fd_filestat_set_size, opened(&g), 0);
      ANSWERS(NOTCAPABLE, &g, fd_filestat_set_times, opened(&g), 1, 1, 5);
      IS(NOTCAPABLE, guest_write(&g, opened(&g), "x"));
      ANSWERS(NOTCAPABLE, &g, fd_fdstat_set_rights, opened(&g), RIGHT_FD_READ | RIGHT_FD_WRITE, 0);
    }
    guest_delete(&g);
  }
  host_holds(dir, "f", "text");
  host_holds(dir, "d/in", "inner");
  ck_assert(!host_has(dir, "new") && !host_has(dir, "d/new"));
  temp_delete(dir);
}
END_TEST

/* With a read-only directory and one that may be written, on one file system: nothing of the first gets into the
 * second. */
START_TEST(read_only_beside) {
  char dir[32], other[32];
  temp_dir(dir);
  temp_dir(other);
  host_file(dir, "f", "text");
  Guest g = guest_new(false, false);
  ok(wvm_wasi_preopen(g.wasi, dir, "/ro", true));
  ok(wvm_wasi_preopen(g.wasi, other, "/rw", false));
  guest_run(&g);
  ANSWERS(NOTCAPABLE, &g, path_link, 3, 0, S(&g, "f"), 4, S(&g, "f"));
  ANSWERS(NOTCAPABLE, &g, path_link, 3, LOOKUP_FOLLOW, S(&g, "f"), 4, S(&g, "f"));
  ANSWERS(NOTCAPABLE, &g, path_rename, 3, S(&g, "f"), 4, S(&g, "f"));
  IS(SUCCESS, guest_open(&g, 4, "w", OPEN_CREATE, RIGHT_FD_WRITE));
  ANSWERS(NOTCAPABLE, &g, path_rename, 4, S(&g, "w"), 3, S(&g, "f"));
  ANSWERS(NOTCAPABLE, &g, path_link, 4, 0, S(&g, "w"), 3, S(&g, "g"));
  ck_assert(!host_has(other, "f") && !host_has(dir, "g") && host_has(other, "w"));
  host_holds(dir, "f", "text");
  guest_delete(&g);
  temp_delete(dir);
  temp_delete(other);
}
END_TEST

/* ---- paths ---- */

START_TEST(directories) {
  char dir[32];
  temp_dir(dir);
  BOTH_WAYS(walk) {
    Guest g = guest_in(dir, false, walk);
    ANSWERS(SUCCESS, &g, path_create_directory, 3, S(&g, "d"));
    ANSWERS(SUCCESS, &g, path_create_directory, 3, S(&g, "d/e/"));
    ANSWERS(EXIST, &g, path_create_directory, 3, S(&g, "d"));
    ANSWERS(NOENT, &g, path_create_directory, 3, S(&g, "no/d"));
    ANSWERS(NOENT, &g, path_create_directory, 3, S(&g, ""));
    ANSWERS(NOTEMPTY, &g, path_remove_directory, 3, S(&g, "d"));
    IS(SUCCESS,
       guest_open(&g, 3, "d", OPEN_DIRECTORY, RIGHT_PATH_OPEN | RIGHT_PATH_CREATE_FILE | RIGHT_PATH_UNLINK_FILE));
    const uint32_t sub = opened(&g);
    IS(SUCCESS, guest_open(&g, sub, "f", OPEN_CREATE, RIGHT_FD_WRITE));
    IS(PERM, guest_open(&g, sub, "..", OPEN_DIRECTORY, RIGHT_FD_READDIR)); /* a descriptor's directory is its root */
    IS(EXIST, guest_open(&g, sub, "f", OPEN_CREATE | OPEN_EXCLUSIVE, RIGHT_FD_WRITE));
    IS(NOTDIR, guest_open(&g, sub, "f", OPEN_DIRECTORY, RIGHT_FD_READ));
    IS(INVAL, guest_open(&g, sub, "f", OPEN_DIRECTORY | OPEN_CREATE, RIGHT_FD_READ));
    IS(ISDIR, guest_open(&g, 3, "d", 0, RIGHT_FD_WRITE));
    IS(SUCCESS, guest_open(&g, 3, "d", 0, RIGHT_FD_READ | RIGHT_FD_READDIR)); /* as open(2) allows */
    ANSWERS(NOTDIR, &g, path_remove_directory, 3, S(&g, "d/f"));
    ANSWERS(ISDIR, &g, path_unlink_file, 3, S(&g, "d/e"));
    ANSWERS(NOTDIR, &g, path_unlink_file, 3, S(&g, "d/f/"));
    ANSWERS(NOTDIR, &g, path_filestat_get, 3, 0, S(&g, "d/f/"), 0);
    ANSWERS(SUCCESS, &g, path_unlink_file, sub, S(&g, "f"));
    ANSWERS(SUCCESS, &g, path_remove_directory, 3, S(&g, "d/e/"));
    ANSWERS(SUCCESS, &g, path_remove_directory, 3, S(&g, "d"));
    ANSWERS(NOENT, &g, path_remove_directory, 3, S(&g, "d"));
    IS(NOENT, guest_open(&g, sub, "f", OPEN_CREATE, RIGHT_FD_WRITE)); /* it has gone under us */
    ANSWERS(NOTDIR, &g, fd_readdir, 0, 0, 100, 0, 200);
    guest_delete(&g);
  }
  temp_delete(dir);
}
END_TEST

START_TEST(renaming) {
  char dir[32], other[32];
  temp_dir(dir);
  temp_dir(other);
  BOTH_WAYS(walk) {
    host_file(dir, "f", "first");
    host_file(dir, "g", "second");
    ck_assert_int_eq(mkdir(join_path(dir, "d"), 0777), 0);
    Guest g = guest_new(false, false);
    ok(wvm_wasi_preopen(g.wasi, dir, "/", false));
    ok(wvm_wasi_preopen(g.wasi, other, "/other", false));
    g.wasi->walk = walk;
    guest_run(&g);
    ANSWERS(SUCCESS, &g, path_rename, 3, S(&g, "f"), 3, S(&g, "g"));
    host_holds(dir, "g", "first");
    ANSWERS(SUCCESS, &g, path_rename, 3, S(&g, "g"), 3, S(&g, "d/h"));
    ANSWERS(SUCCESS, &g, path_rename, 3, S(&g, "d"), 4, S(&g, "moved/")); /* a directory, to another one */
    host_holds(other, "moved/h", "first");
    ANSWERS(NOTDIR, &g, path_rename, 4, S(&g, "moved/h"), 4, S(&g, "k/"));
    ANSWERS(INVAL, &g, path_rename, 4, S(&g, "moved"), 4, S(&g, "moved/inner"));
    ANSWERS(INVAL, &g, path_rename, 4, S(&g, "."), 4, S(&g, "x"));
    ANSWERS(INVAL, &g, path_rename, 4, S(&g, "moved/.."), 3, S(&g, "x"));
    ANSWERS(NOTEMPTY, &g, path_rename, 4, S(&g, "moved/h"), 4, S(&g, "moved"));
    ANSWERS(NOENT, &g, path_rename, 4, S(&g, "none"), 3, S(&g, "x"));
    ANSWERS(SUCCESS, &g, path_unlink_file, 4, S(&g, "moved/h"));
    ANSWERS(SUCCESS, &g, path_remove_directory, 4, S(&g, "moved"));
    guest_delete(&g);
  }
  temp_delete(dir);
  temp_delete(other);
}
END_TEST

START_TEST(links) {
  char dir[32];
  temp_dir(dir);
  BOTH_WAYS(walk) {
    host_file(dir, "f", "text");
    Guest g = guest_in(dir, false, walk);
    ANSWERS(SUCCESS, &g, path_symlink, S(&g, "f"), 3, S(&g, "s"));
    ANSWERS(EXIST, &g, path_symlink, S(&g, "f"), 3, S(&g, "s"));
    ANSWERS(NOENT, &g, path_symlink, S(&g, "f"), 3, S(&g, "t/"));
    ANSWERS(NOENT, &g, path_symlink, S(&g, ""), 3, S(&g, "t"));
    ANSWERS(SUCCESS, &g, path_readlink, 3, S(&g, "s"), 100, 10, 200);
    ck_assert_uint_eq(load_u32(g.mem + 200), 1);
    ck_assert_uint_eq(g.mem[100], 'f');
    ANSWERS(INVAL, &g, path_readlink, 3, S(&g, "f"), 100, 10, 200);
    ANSWERS(SUCCESS, &g, path_symlink, S(&g, "0123456789"), 3, S(&g, "long"));
    memset(g.mem + 100, 0xAA, 20);
    ANSWERS(SUCCESS, &g, path_readlink, 3, S(&g, "long"), 100, 4, 200); /* cut */
    ck_assert_uint_eq(load_u32(g.mem + 200), 4);
    ck_assert_mem_eq(g.mem + 100, "0123\xAA", 5);
    ANSWERS(SUCCESS, &g, path_readlink, 3, S(&g, "long"), 100, 0, 200);
    ANSWERS(SUCCESS, &g, path_filestat_get, 3, 0, S(&g, "s"), 0);
    ck_assert_uint_eq(g.mem[16], FILETYPE_SYMLINK);
    ANSWERS(SUCCESS, &g, path_filestat_get, 3, LOOKUP_FOLLOW, S(&g, "s"), 0);
    ck_assert_uint_eq(g.mem[16], FILETYPE_REGULAR);
    ANSWERS(LOOP, &g, path_open, 3, 0, S(&g, "s"), 0, RIGHT_FD_READ, 0, 0, 768);
    /* Hard links: of the link itself, of what it leads to. */
    ANSWERS(SUCCESS, &g, path_link, 3, 0, S(&g, "s"), 3, S(&g, "s2"));
    ANSWERS(SUCCESS, &g, path_link, 3, LOOKUP_FOLLOW, S(&g, "s"), 3, S(&g, "f2"));
    struct stat st, st2;
    ck_assert_int_eq(lstat(join_path(dir, "s2"), &st), 0);
    ck_assert(S_ISLNK(st.st_mode));
    ck_assert_int_eq(lstat(join_path(dir, "f"), &st), 0);
    ck_assert_int_eq(lstat(join_path(dir, "f2"), &st2), 0);
    ck_assert(st.st_ino == st2.st_ino && st.st_nlink == 2);
    ANSWERS(EXIST, &g, path_link, 3, LOOKUP_FOLLOW, S(&g, "s"), 3, S(&g, "f2"));
    ANSWERS(NOENT, &g, path_link, 3, LOOKUP_FOLLOW, S(&g, "long"), 3, S(&g, "x"));
    ANSWERS(NOTDIR, &g, path_link, 3, 0, S(&g, "f/"), 3, S(&g, "x"));
    ANSWERS(NOENT, &g, path_link, 3, 0, S(&g, "f"), 3, S(&g, "x/"));
    for (int k = 0; k < 5; k++) {
      static const char *const names[] = {"s", "s2", "long", "f", "f2"};
      ANSWERS(SUCCESS, &g, path_unlink_file, 3, S(&g, names[k]));
    }
    guest_delete(&g);
  }
  temp_delete(dir);
}
END_TEST

START_TEST(times) {
  char dir[32];
  temp_dir(dir);
  host_file(dir, "f", "text");
  ck_assert_int_eq(symlink("f", join_path(dir, "s")), 0);
  BOTH_WAYS(walk) {
    struct stat st;
    Guest g = guest_in(dir, false, walk);
    ANSWERS(SUCCESS, &g, path_filestat_set_times, 3, LOOKUP_FOLLOW, S(&g, "s"), 1000000000123456789,
            1100000000987654321, 5);
    ck_assert_int_eq(stat(join_path(dir, "f"), &st), 0);
    ck_assert_uint_eq(wasi_nanoseconds(&st.st_atim), 1000000000123456789);
    ck_assert_uint_eq(wasi_nanoseconds(&st.st_mtim), 1100000000987654321);
    ANSWERS(SUCCESS, &g, path_filestat_set_times, 3, 0, S(&g, "f"), 5, 6000000000, 4); /* the second alone */
    ck_assert_int_eq(stat(join_path(dir, "f"), &st), 0);
    ck_assert_uint_eq(wasi_nanoseconds(&st.st_atim), 1000000000123456789);
    ck_assert_uint_eq(wasi_nanoseconds(&st.st_mtim), 6000000000);
    ANSWERS(SUCCESS, &g, path_filestat_set_times, 3, 0, S(&g, "s"), 7000000000, 8000000000, 5); /* the link's own */
    ck_assert_int_eq(lstat(join_path(dir, "s"), &st), 0);
    ck_assert_uint_eq(wasi_nanoseconds(&st.st_mtim), 8000000000);
    ck_assert_int_eq(stat(join_path(dir, "f"), &st), 0);
    ck_assert_uint_eq(wasi_nanoseconds(&st.st_mtim), 6000000000);
    IS(SUCCESS, guest_open(&g, 3, "f", 0, RIGHTS_ALL));
    ANSWERS(SUCCESS, &g, fd_filestat_set_times, opened(&g), 0, 0, 10); /* both now */
    ck_assert_int_eq(stat(join_path(dir, "f"), &st), 0);
    ck_assert(time(NULL) - st.st_mtim.tv_sec < 100 && time(NULL) - st.st_atim.tv_sec < 100);
    for (uint64_t flags = 0; flags < 16; flags++) {
      const bool both = (flags & 3) == 3 || (flags & 12) == 12;
      ck_assert_int_eq(CALL(&g, fd_filestat_set_times, opened(&g), 1, 2, flags), both ? WASI_INVAL : WASI_SUCCESS);
    }
    ANSWERS(INVAL, &g, fd_filestat_set_times, opened(&g), 1, 2, 16);
    ANSWERS(INVAL, &g, path_filestat_set_times, 3, 0, S(&g, "f"), 1, 2, UINT32_MAX);
    guest_delete(&g);
  }
  temp_delete(dir);
}
END_TEST

/* Names with zeros, of any length, with bytes that are no text. */
START_TEST(names) {
  char dir[32], name[5000];
  temp_dir(dir);
  BOTH_WAYS(walk) {
    Guest g = guest_in(dir, false, walk);
    memcpy(g.mem, "a\0b", 3);
    ANSWERS(ILSEQ, &g, path_create_directory, 3, 0, 3);
    ANSWERS(ILSEQ, &g, path_symlink, 0, 3, 3, S(&g, "x"));
    memset(name, 'n', sizeof name);
    name[255] = 0;
    ANSWERS(SUCCESS, &g, path_create_directory, 3, S(&g, name));
    ANSWERS(SUCCESS, &g, path_remove_directory, 3, S(&g, name));
    name[255] = 'n';
    name[256] = 0;
    ANSWERS(NAMETOOLONG, &g, path_create_directory, 3, S(&g, name));
    IS(NAMETOOLONG, guest_open(&g, 3, name, OPEN_CREATE, RIGHT_FD_WRITE));
    name[256] = 'n';
    name[4999] = 0;
    ANSWERS(NAMETOOLONG, &g, path_create_directory, 3, S(&g, name));
    for (int i = 0; i < 4094; i += 2) memcpy(name + i, "./", 3);
    IS(SUCCESS, guest_open(&g, 3, name, OPEN_DIRECTORY, RIGHT_FD_READDIR)); /* 4094 bytes */
    memcpy(name + 4094, "./", 3);
    IS(NAMETOOLONG, guest_open(&g, 3, name, OPEN_DIRECTORY, RIGHT_FD_READDIR));
    memcpy(g.mem, "\xff\xfe\n ", 4);
    ANSWERS(SUCCESS, &g, path_create_directory, 3, 0, 4);
    ANSWERS(SUCCESS, &g, path_remove_directory, 3, 0, 4);
    guest_delete(&g);
  }
  temp_delete(dir);
}
END_TEST

/* As many descriptors as there may be, then an error; a closed one is found again. */
START_TEST(many_descriptors) {
  struct rlimit limit, more;
  ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &limit), 0);
  more = limit;
  more.rlim_cur = MIN_OF(limit.rlim_max, (rlim_t)4096);
  ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &more), 0);
  Guest g = guest_in("/tmp", true, false);
  uint32_t last = 0;
  int answer;
  while ((answer = guest_open(&g, 3, ".", OPEN_DIRECTORY, RIGHT_FD_READDIR)) == WASI_SUCCESS) last = opened(&g);
  ck_assert_int_eq(answer, WASI_MFILE);
  if (more.rlim_cur >= 2000) ck_assert_uint_eq(last, WASI_MAX_FDS - 1);
  ANSWERS(SUCCESS, &g, fd_close, 77);
  IS(SUCCESS, guest_open(&g, 3, ".", OPEN_DIRECTORY, RIGHT_FD_READDIR));
  ck_assert_uint_eq(opened(&g), 77);
  guest_delete(&g);
  /* All of them were closed. */
  const int fd = open("/dev/null", O_RDONLY);
  ck_assert_int_lt(fd, 100);
  close(fd);
  ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &limit), 0);
}
END_TEST

/* ---- signals of writes ---- */

static int broken_pipe(bool ends) {
  int pipes[2];
  ck_assert_int_eq(pipe(pipes), 0);
  close(pipes[0]);
  Guest g = guest_new(false, false);
  ok(wvm_wasi_set_stream(g.wasi, 1, pipes[1]));
  wvm_wasi_set_pipe_ends(g.wasi, ends);
  guest_run(&g);
  int answer = guest_write(&g, 1, "into the void");
  if (answer == TRAPPED) answer = 1000 + wvm_error_exit_status(g.error);
  guest_delete(&g);
  close(pipes[1]);
  return answer;
}

/* Nobody reads the pipe: an error, not the end of the host; and the host's own signal handling is as before. */
START_TEST(broken_pipes) {
  sigset_t before, after, pending;
  signal(SIGPIPE, SIG_DFL);
  sigprocmask(SIG_SETMASK, NULL, &before);
  ck_assert_int_eq(broken_pipe(false), WASI_PIPE);
  ck_assert_int_eq(broken_pipe(true), 1000 + 141);
  sigprocmask(SIG_SETMASK, NULL, &after);
  ck_assert_int_eq(sigismember(&before, SIGPIPE), sigismember(&after, SIGPIPE));
  sigpending(&pending);
  ck_assert(!sigismember(&pending, SIGPIPE));
}
END_TEST

/* Files have a limit of the process's: an error too. */
START_TEST(file_limits) {
  enum { MOST = 1 << 20 }; /* Check writes files as well */
  char dir[32];
  temp_dir(dir);
  struct rlimit limit = {.rlim_cur = MOST, .rlim_max = RLIM_INFINITY};
  signal(SIGXFSZ, SIG_DFL);
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
  Guest g = guest_in(dir, false, false);
  IS(SUCCESS, guest_open(&g, 3, "f", OPEN_CREATE, RIGHTS_ALL));
  const uint32_t fd = opened(&g);
  ANSWERS(FBIG, &g, fd_filestat_set_size, fd, MOST + 1);
  ANSWERS(SUCCESS, &g, fd_filestat_set_size, fd, MOST);
  ANSWERS(FBIG, &g, fd_allocate, fd, 0, MOST + 1);
  vector_at(&g, 256, 1024, 10);
  ANSWERS(FBIG, &g, fd_pwrite, fd, 256, 1, MOST, 512);
  ANSWERS(SUCCESS, &g, fd_seek, fd, MOST - 5, WHENCE_SET, 8);
  ANSWERS(SUCCESS, &g, fd_write, fd, 256, 1, 512);
  ck_assert_uint_eq(load_u32(g.mem + 512), 5);
  ANSWERS(FBIG, &g, fd_write, fd, 256, 1, 512);
  guest_delete(&g);
  limit.rlim_cur = RLIM_INFINITY;
  ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
  temp_delete(dir);
}
END_TEST

/* ---- a whole program ---- */

static size_t read_file(const char *path, char *out, size_t room) {
  const int fd = open(path, O_RDONLY);
  ck_assert_msg(fd >= 0, "%s: %s", path, strerror(errno));
  size_t n = 0;
  for (ssize_t k; (k = read(fd, out + n, room - n)) > 0;) n += (size_t)k;
  close(fd);
  ck_assert_uint_lt(n, room);
  return n;
}

/* tests/c_programs/posix.c prints by both ways what it prints natively. */
START_TEST(program) {
  enum { ROOM = 1 << 18 };
  char *bytes = malloc(ROOM), *wanted = malloc(ROOM), *got = malloc(ROOM);
  ck_assert(bytes && wanted && got);
  const size_t size = read_file(WVM_TESTS_DIR "/c_programs/posix.wasm", bytes, ROOM);
  const size_t wanted_size = read_file(WVM_TESTS_DIR "/c_programs/posix.out", wanted, ROOM);
  BOTH_WAYS(walk) {
    char dir[32], out[32];
    temp_dir(dir);
    temp_dir(out);
    host_file(out, "out", "");
    const int to = open(join_path(out, "out"), O_WRONLY);
    Guest g = guest_new(false, false);
    ok(wvm_wasi_preopen(g.wasi, dir, "/", false));
    ok(wvm_wasi_set_stream(g.wasi, 1, to));
    g.wasi->walk = walk;
    wvm_module_t *m;
    ok(wvm_module_new(g.vm.engine, bytes, size, &m));
    ok(wvm_linker_define_wasi(g.linker, g.wasi, m));
    ok(wvm_linker_instantiate(g.linker, m, &g.instance));
    wvm_module_delete(m);
    ok(wvm_func_call(get_func(g.instance, "_start"), NULL, 0, NULL, 0));
    guest_delete(&g);
    close(to);
    ck_assert_uint_eq(read_file(join_path(out, "out"), got, ROOM), wanted_size);
    ck_assert_mem_eq(got, wanted, wanted_size);
    temp_delete(dir);
    temp_delete(out);
  }
  free(bytes), free(wanted), free(got);
}
END_TEST

TEST_MAIN("wasi files", reading_and_writing, appending, renumbering, closed_streams, rights_shrink, read_only,
          read_only_beside, directories, renaming, links, times, names, many_descriptors, broken_pipes, file_limits,
          program)
