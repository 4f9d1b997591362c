/* The interface: every function in its four forms, layouts of structures, addresses and sizes that lie. */
#include "tests/wasi.h"

/* ---- linking ---- */

START_TEST(all_functions_link) {
  EACH_INTERFACE(wide, unstable) {
    Guest g = guest_new(wide, unstable);
    guest_run(&g); /* every import was found, with its type */
    ck_assert_int_eq(guest_call(&g, "sched_yield", 0, NULL), WASI_SUCCESS);
    guest_delete(&g);
  }
}
END_TEST

static wvm_error_t *link_text(const char *text) {
  Guest g = guest_new(false, false);
  wvm_module_t *m = compile(g.vm.engine, text);
  ok(wvm_linker_define_wasi(g.linker, g.wasi, m));
  wvm_error_t *e = wvm_linker_instantiate(g.linker, m, &g.instance);
  wvm_module_delete(m);
  guest_delete(&g);
  return e;
}

START_TEST(wrong_types_do_not) {
  fails(link_text("(module (import \"wasi_unstable\" \"sock_accept\" (func (param i32 i32 i32) (result i32))))"),
        WVM_ERROR_UNLINKABLE, "sock_accept");
  fails(link_text("(module (import \"wasi_snapshot_preview1\" \"args_get\" (func (param i64 i32) (result i32))))"),
        WVM_ERROR_UNLINKABLE, "incompatible");
  fails(link_text("(module (import \"wasi_snapshot_preview1\" \"args_get\" (func (param i64 i64))))"),
        WVM_ERROR_UNLINKABLE, "incompatible");
  fails(link_text("(module (import \"wasi_snapshot_preview1\" \"args_get\" (memory 1)))"), WVM_ERROR_UNLINKABLE,
        "args_get");
  fails(link_text("(module (import \"wasi_snapshot_preview1\" \"arg_get\" (func)))"), WVM_ERROR_UNLINKABLE, "args_get");
  ok(link_text("(module (import \"wasi_snapshot_preview1\" \"fd_read\" (func (param i32 i64 i64 i64) (result i32)))"
               " (import \"wasi_unstable\" \"fd_read\" (func (param i32 i32 i32 i32) (result i32))))"));
}
END_TEST

/* ---- arguments, environment ---- */

START_TEST(strings) {
  EACH_INTERFACE(wide, unstable) {
    const uint32_t step = wide ? 8 : 4;
    Guest g = guest_new(wide, unstable);
    ok(wvm_wasi_set_args(g.wasi, 3, (const char *const[]){"prog", "", "two words"}));
    ok(wvm_wasi_set_env(g.wasi, "NAME", "a=b"));
    guest_run(&g);
    memset(g.mem, 0xAA, 256);
    ANSWERS(SUCCESS, &g, args_sizes_get, 0, 8);
    ck_assert_uint_eq(size_in(&g, 0), 3);
    ck_assert_uint_eq(size_in(&g, 8), 5 + 1 + 10);
    ck_assert_uint_eq(g.mem[16], 0xAA);
    if (!wide) ck_assert_uint_eq(g.mem[4], 0xAA);
    ANSWERS(SUCCESS, &g, args_get, 101, 203); /* at any address: nothing need be aligned */
    ck_assert_uint_eq(size_in(&g, 101), 203);
    ck_assert_uint_eq(size_in(&g, 101 + step), 208);
    ck_assert_uint_eq(size_in(&g, 101 + 2 * step), 209);
    ck_assert_uint_eq(g.mem[101 + 3 * step], 0xAA);
    ck_assert_mem_eq(g.mem + 203, "prog\0\0two words", 16);
    ANSWERS(SUCCESS, &g, environ_sizes_get, 0, 8);
    ck_assert_uint_eq(size_in(&g, 0), 1);
    ck_assert_uint_eq(size_in(&g, 8), 9);
    ANSWERS(SUCCESS, &g, environ_get, 0, 16);
    ck_assert_str_eq((const char *)g.mem + 16, "NAME=a=b");
    /* As far as the end, and no further. */
    ANSWERS(SUCCESS, &g, args_get, 0, GUEST_BYTES - 16);
    ANSWERS(FAULT, &g, args_get, 0, GUEST_BYTES - 15);
    ANSWERS(SUCCESS, &g, args_get, GUEST_BYTES - 3 * step, 0);
    ANSWERS(FAULT, &g, args_get, GUEST_BYTES - 3 * step + 1, 0);
    ANSWERS(FAULT, &g, args_sizes_get, GUEST_BYTES - step + 1, 0);
    ANSWERS(FAULT, &g, args_sizes_get, 0, GUEST_BYTES - step + 1);
    guest_delete(&g);
  }
}
END_TEST

/* ---- structures ---- */

START_TEST(filestat) {
  char dir[32];
  temp_dir(dir);
  host_file(dir, "file", "12345");
  struct stat st;
  ck_assert_int_eq(link(join_path(dir, "file"), join_path(dir, "again")), 0);
  ck_assert_int_eq(stat(join_path(dir, "file"), &st), 0);
  EACH_INTERFACE(wide, unstable) {
    Guest g = guest_new(wide, unstable);
    ok(wvm_wasi_preopen(g.wasi, dir, "/", false));
    guest_run(&g);
    memset(g.mem, 0xAA, 256);
    ANSWERS(SUCCESS, &g, path_filestat_get, 3, 0, S(&g, "file"), 9);
    const uint8_t *p = g.mem + 9;
    ck_assert_uint_eq(load_u64(p), st.st_dev);
    ck_assert_uint_eq(load_u64(p + 8), st.st_ino);
    ck_assert_uint_eq(p[16], FILETYPE_REGULAR);
    ck_assert_uint_eq(unstable ? load_u32(p + 20) : load_u64(p + 24), 2);
    const uint8_t *rest = p + (unstable ? 24 : 32);
    ck_assert_uint_eq(load_u64(rest), 5);
    ck_assert_uint_eq(load_u64(rest + 8), wasi_nanoseconds(&st.st_atim));
    ck_assert_uint_eq(load_u64(rest + 16), wasi_nanoseconds(&st.st_mtim));
    ck_assert_uint_eq(load_u64(rest + 24), wasi_nanoseconds(&st.st_ctim));
    ck_assert_uint_eq(rest[32], 0xAA); /* not a byte more */
    const uint32_t size = unstable ? 56 : 64;
    ANSWERS(SUCCESS, &g, path_filestat_get, 3, 0, S(&g, "file"), GUEST_BYTES - size);
    ANSWERS(FAULT, &g, path_filestat_get, 3, 0, S(&g, "file"), GUEST_BYTES - size + 1);
    ck_assert_int_eq(guest_open(&g, 3, "file", 0, RIGHTS_ALL), WASI_SUCCESS);
    ANSWERS(SUCCESS, &g, fd_filestat_get, opened(&g), 200);
    ck_assert_mem_eq(g.mem + 200, p, 17);
    guest_delete(&g);
  }
  temp_delete(dir);
}
END_TEST

START_TEST(prestat) {
  EACH_INTERFACE(wide, unstable) {
    Guest g = guest_new(wide, unstable);
    ok(wvm_wasi_preopen(g.wasi, "/tmp", "/guest/tmp", true));
    guest_run(&g);
    memset(g.mem, 0xAA, 64);
    ANSWERS(SUCCESS, &g, fd_prestat_get, 3, 0);
    ck_assert_uint_eq(g.mem[0], 0);
    ck_assert_uint_eq(wide ? load_u64(g.mem + 8) : load_u32(g.mem + 4), 10);
    ck_assert_uint_eq(g.mem[wide ? 16 : 8], 0xAA);
    ANSWERS(SUCCESS, &g, fd_prestat_dir_name, 3, 0, 10);
    ck_assert_mem_eq(g.mem, "/guest/tmp", 10);
    ANSWERS(NAMETOOLONG, &g, fd_prestat_dir_name, 3, 0, 9);
    ANSWERS(SUCCESS, &g, fd_prestat_dir_name, 3, GUEST_BYTES - 10, 4000);
    ANSWERS(FAULT, &g, fd_prestat_dir_name, 3, GUEST_BYTES - 9, 4000);
    ANSWERS(BADF, &g, fd_prestat_get, 4, 0);
    ANSWERS(BADF, &g, fd_prestat_get, 0, 0);
    guest_delete(&g);
  }
}
END_TEST

START_TEST(fdstat) {
  EACH_INTERFACE(wide, unstable) {
    Guest g = guest_new(wide, unstable);
    ok(wvm_wasi_preopen(g.wasi, "/tmp", "/", true));
    guest_run(&g);
    memset(g.mem, 0xAA, 64);
    ANSWERS(SUCCESS, &g, fd_fdstat_get, 3, 3);
    ck_assert_uint_eq(g.mem[3], FILETYPE_DIRECTORY);
    ck_assert_uint_eq(load_u16(g.mem + 5), 0);
    ck_assert_uint_eq(load_u64(g.mem + 11), (uint64_t)RIGHTS_DIR & ~(uint64_t)RIGHTS_WRITE);
    ck_assert_uint_eq(load_u64(g.mem + 19), (uint64_t)RIGHTS_ALL & ~(uint64_t)RIGHTS_WRITE);
    ck_assert_uint_eq(g.mem[27], 0xAA);
    ANSWERS(FAULT, &g, fd_fdstat_get, 3, GUEST_BYTES - 23);
    guest_delete(&g);
  }
}
END_TEST

/* Names and inodes of what a listing holds; its cookies start it again behind each. */
START_TEST(listing) {
  char dir[32];
  temp_dir(dir);
  host_file(dir, "one", "");
  host_file(dir, "three", "");
  ck_assert_int_eq(mkdir(join_path(dir, "two"), 0777), 0);
  EACH_INTERFACE(wide, unstable) {
    Guest g = guest_new(wide, unstable);
    ok(wvm_wasi_preopen(g.wasi, dir, "/", true));
    guest_run(&g);
    ANSWERS(SUCCESS, &g, fd_readdir, 3, 1000, 4096, 0, 8);
    const uint64_t used = size_in(&g, 8);
    const uint8_t *p = g.mem + 1000, *end = p + used;
    uint32_t count = 0;
    while (p < end) {
      char name[32];
      struct stat st;
      const uint32_t size = load_u32(p + 16);
      snprintf(name, sizeof name, "%.*s", (int)size, (const char *)p + 24);
      ck_assert_int_eq(lstat(join_path(dir, name), &st), 0);
      ck_assert_uint_eq(load_u64(p + 8), strcmp(name, "..") ? st.st_ino : 0);
      ck_assert_uint_eq(p[20], S_ISDIR(st.st_mode) ? FILETYPE_DIRECTORY : FILETYPE_REGULAR);
      const uint64_t cookie = load_u64(p);
      p += 24 + size;
      count++;
      /* From this cookie on comes what comes now. */
      ANSWERS(SUCCESS, &g, fd_readdir, 3, 20000, 4096, cookie, 16);
      ck_assert_uint_eq(size_in(&g, 16), (uint64_t)(end - p));
      ck_assert_mem_eq(g.mem + 20000, p, (size_t)(end - p));
    }
    ck_assert_uint_eq(count, 5);
    /* A buffer of any size is filled as far as it goes. */
    for (uint32_t size = 0; size < 60; size++) {
      memset(g.mem + 20000, 0xAA, 100);
      ANSWERS(SUCCESS, &g, fd_readdir, 3, 20000, size, 0, 16);
      ck_assert_uint_eq(size_in(&g, 16), size);
      ck_assert_mem_eq(g.mem + 20000, g.mem + 1000, size);
      ck_assert_uint_eq(g.mem[20000 + size], 0xAA);
    }
    guest_delete(&g);
  }
  temp_delete(dir);
}
END_TEST

START_TEST(whence) {
  char dir[32];
  temp_dir(dir);
  host_file(dir, "file", "0123456789");
  EACH_INTERFACE(wide, unstable) {
    const uint64_t set = unstable ? 2 : 0, current = unstable ? 0 : 1, end = unstable ? 1 : 2;
    Guest g = guest_new(wide, unstable);
    ok(wvm_wasi_preopen(g.wasi, dir, "/", false));
    guest_run(&g);
    ck_assert_int_eq(guest_open(&g, 3, "file", 0, RIGHTS_ALL), WASI_SUCCESS);
    const uint64_t fd = opened(&g);
    ANSWERS(SUCCESS, &g, fd_seek, fd, 4, set, 8);
    ck_assert_uint_eq(load_u64(g.mem + 8), 4);
    ANSWERS(SUCCESS, &g, fd_seek, fd, 2, current, 8);
    ck_assert_uint_eq(load_u64(g.mem + 8), 6);
    ANSWERS(SUCCESS, &g, fd_seek, fd, (uint64_t)-1, end, 8);
    ck_assert_uint_eq(load_u64(g.mem + 8), 9);
    ANSWERS(SUCCESS, &g, fd_tell, fd, 16);
    ck_assert_uint_eq(load_u64(g.mem + 16), 9);
    ANSWERS(INVAL, &g, fd_seek, fd, (uint64_t)-100, end, 8);
    ANSWERS(INVAL, &g, fd_seek, fd, 0, 3, 8);
    ANSWERS(INVAL, &g, fd_seek, fd, 0, 255, 8);
    ANSWERS(FAULT, &g, fd_seek, fd, 1, set, GUEST_BYTES - 7); /* and the position stays */
    ANSWERS(SUCCESS, &g, fd_tell, fd, 16);
    ck_assert_uint_eq(load_u64(g.mem + 16), 9);
    guest_delete(&g);
  }
  temp_delete(dir);
}
END_TEST

/* ---- vectors ---- */

START_TEST(vectors) {
  char dir[32];
  temp_dir(dir);
  EACH_INTERFACE(wide, unstable) {
    Guest g = guest_new(wide, unstable);
    ok(wvm_wasi_preopen(g.wasi, dir, "/", false));
    guest_run(&g);
    const uint32_t step = wide ? 16 : 8;
    ck_assert_int_eq(guest_open(&g, 3, "file", OPEN_CREATE | OPEN_TRUNCATE, RIGHTS_ALL), WASI_SUCCESS);
    const uint64_t fd = opened(&g);
    /* Three vectors, overlapping, one empty and at the very end, at an odd address. */
    memcpy(g.mem + 4000, "abcdef", 6);
    vector_at(&g, 101, 4000, 4);
    vector_at(&g, 101 + step, GUEST_BYTES, 0);
    vector_at(&g, 101 + 2 * step, 4002, 4);
    ANSWERS(SUCCESS, &g, fd_write, fd, 101, 3, 33);
    ck_assert_uint_eq(size_in(&g, 33), 8);
    host_holds(dir, "file", "abcdcdef");
    /* Read into overlapping ones: in their order. */
    memset(g.mem + 4000, 'x', 16);
    vector_at(&g, 101, 4000, 4);
    vector_at(&g, 101 + step, 4002, 4);
    ANSWERS(SUCCESS, &g, fd_pread, fd, 101, 2, 0, 33);
    ck_assert_uint_eq(size_in(&g, 33), 8);
    ck_assert_mem_eq(g.mem + 4000, "abcdefxx", 8);
    /* The list and the result inside of what is read: the list counts as it was. */
    vector_at(&g, 101, 101, 8);
    ANSWERS(SUCCESS, &g, fd_pread, fd, 101, 1, 0, 105);
    ck_assert_uint_eq(size_in(&g, 105), 8);
    ck_assert_mem_eq(g.mem + 101, "abcd", 4);
    ANSWERS(SUCCESS, &g, fd_pwrite, fd, GUEST_BYTES, 0, 0, 33);
    /* Outside, each in its own way. */
    ANSWERS(FAULT, &g, fd_pread, fd, GUEST_BYTES - step + 1, 1, 0, 33);
    ANSWERS(FAULT, &g, fd_pread, fd, 0, 1, 0, GUEST_BYTES);
    ANSWERS(INVAL, &g, fd_pread, fd, 0, 1025, 0, 33);
    ANSWERS(INVAL, &g, fd_pread, fd, 0, UINT32_MAX, 0, 33);
    vector_at(&g, 101, GUEST_BYTES - 3, 4);
    ANSWERS(FAULT, &g, fd_pread, fd, 101, 1, 0, 33);
    vector_at(&g, 101, 0, UINT32_MAX);
    ANSWERS(FAULT, &g, fd_write, fd, 101, 1, 33);
    vector_at(&g, 101, UINT32_MAX, 1);
    ANSWERS(FAULT, &g, fd_write, fd, 101, 1, 33);
    vector_at(&g, 101, UINT32_MAX, UINT32_MAX);
    ANSWERS(FAULT, &g, fd_write, fd, 101, 1, 33);
    if (wide) {
      ANSWERS(INVAL, &g, fd_pread, fd, 0, UINT64_MAX, 0, 33);
      ANSWERS(INVAL, &g, fd_pread, fd, 0, 1ull << 60, 0, 33); /* times 16 is 0 */
      ANSWERS(FAULT, &g, fd_pread, fd, UINT64_MAX - 7, 1, 0, 33);
      ANSWERS(FAULT, &g, fd_pread, fd, 101, 0, 0, UINT64_MAX - 3);
      const uint64_t bad[][2] = {{UINT64_MAX, 1}, {1, UINT64_MAX},          {UINT64_MAX, UINT64_MAX}, {1ull << 32, 1},
                                 {0, 1ull << 32}, {1ull << 63, 1ull << 63}, {UINT64_MAX - 1000, 1001}};
      for (size_t i = 0; i < COUNT_OF(bad); i++) {
        vector_at(&g, 101, bad[i][0], bad[i][1]);
        ANSWERS(FAULT, &g, fd_pread, fd, 101, 1, 0, 33);
        ANSWERS(FAULT, &g, fd_pwrite, fd, 101, 1, 0, 33);
      }
    }
    ANSWERS(INVAL, &g, fd_pread, fd, 101, 0, (uint64_t)-1, 33);
    guest_delete(&g);
  }
  temp_delete(dir);
}
END_TEST

/* 1024 vectors at once, the most there may be; all of them count. */
START_TEST(many_vectors) {
  char dir[32];
  temp_dir(dir);
  for (int wide = 0; wide < 2; wide++) {
    Guest g = guest_new(wide, false);
    ok(wvm_wasi_preopen(g.wasi, dir, "/", false));
    guest_run(&g);
    ck_assert_int_eq(guest_open(&g, 3, "file", OPEN_CREATE | OPEN_TRUNCATE, RIGHTS_ALL), WASI_SUCCESS);
    const uint64_t fd = opened(&g);
    for (uint32_t i = 0; i < 1024; i++) {
      vector_at(&g, 40000 + i * (wide ? 16 : 8), 1000 + i, 1);
      g.mem[1000 + i] = (uint8_t)('a' + i % 26);
    }
    ANSWERS(SUCCESS, &g, fd_write, fd, 40000, 1024, 8);
    ck_assert_uint_eq(size_in(&g, 8), 1024);
    vector_at(&g, 0, 2500, 2000);
    ANSWERS(SUCCESS, &g, fd_pread, fd, 0, 1, 0, 32);
    ck_assert_uint_eq(size_in(&g, 32), 1024);
    ck_assert_mem_eq(g.mem + 2500, g.mem + 1000, 1024);
    guest_delete(&g);
  }
  temp_delete(dir);
}
END_TEST

/* ---- addresses ---- */

/* Every function with every address it takes outside: an error, and no crash. Descriptor 3 is a directory, 4 a file. */
START_TEST(addresses_outside) {
  char dir[32];
  temp_dir(dir);
  host_file(dir, "file", "text");
  static const uint64_t outside[] = {
      GUEST_BYTES, GUEST_BYTES - 1, UINT32_MAX, UINT32_MAX - 3, 1ull << 31,
      1ull << 32,  1ull << 63,      UINT64_MAX, UINT64_MAX - 7, (1ull << 32) + GUEST_BYTES};
  EACH_INTERFACE(wide, unstable) {
    Guest g = guest_new(wide, unstable);
    ok(wvm_wasi_set_args(g.wasi, 1, (const char *const[]){"program"}));
    ok(wvm_wasi_set_env(g.wasi, "A", "B"));
    ok(wvm_wasi_preopen(g.wasi, dir, "/directory", false));
    guest_run(&g);
    ck_assert_int_eq(guest_open(&g, 3, "file", 0, RIGHTS_ALL), WASI_SUCCESS);
    for (int f = 0; f < WASI_FUNC_COUNT; f++) {
      const WasiRow *row = &wasi_rows[f];
      if (!guest_has(&g, row) || !strpbrk(row->params, "pFNTs")) continue;
      for (size_t k = 0; k < COUNT_OF(outside); k++) {
        /* All addresses outside; sizes 64. */
        uint64_t args[16];
        size_t count = 0;
        const uint64_t address = wide ? outside[k] : (uint32_t)outside[k];
        if (!wide && address < GUEST_BYTES - 1) continue;
        for (const char *p = row->params; *p; p++) {
          if (*p == 's') args[count++] = address, args[count++] = 64;
          else if (strchr("pFNT", *p)) args[count++] = address;
          else
            args[count++] = *p == 'f'   ? (strncmp(row->name, "path", 4) && strcmp(row->name, "fd_readdir") &&
                                                 strncmp(row->name, "fd_prestat", 10)
                                               ? 4
                                               : 3)
                            : *p == 'n' ? 64
                                        : 0;
        }
        const int answer = guest_call(&g, row->name, count, args);
        ck_assert_msg(answer == WASI_FAULT || (answer == WASI_NOTSOCK && !strncmp(row->name, "sock", 4)),
                      "%s with %#llx: %s", row->name, (unsigned long long)address,
                      answer == TRAPPED ? wvm_error_message(g.error) : wasi_errno_name((WasiErrno)answer));
      }
    }
    ck_assert(host_has(dir, "file"));
    guest_delete(&g);
  }
  host_holds(dir, "file", "text");
  temp_delete(dir);
}
END_TEST

START_TEST(random_bytes) {
  for (int wide = 0; wide < 2; wide++) {
    Guest g = guest_new(wide, false);
    guest_run(&g);
    memset(g.mem, 0, 200);
    ANSWERS(SUCCESS, &g, random_get, 10, 100);
    uint32_t set = 0;
    for (int i = 10; i < 110; i++) set += g.mem[i] != 0;
    ck_assert_uint_gt(set, 80);
    ck_assert_uint_eq(g.mem[9] + g.mem[110], 0);
    ANSWERS(SUCCESS, &g, random_get, GUEST_BYTES, 0);
    ANSWERS(SUCCESS, &g, random_get, 0, GUEST_BYTES);
    ANSWERS(FAULT, &g, random_get, 0, GUEST_BYTES + 1);
    ANSWERS(FAULT, &g, random_get, GUEST_BYTES + 1, 0);
    if (wide) ANSWERS(FAULT, &g, random_get, 16, UINT64_MAX - 8);
    guest_delete(&g);
  }
}
END_TEST

START_TEST(clocks) {
  EACH_INTERFACE(wide, unstable) {
    Guest g = guest_new(wide, unstable);
    guest_run(&g);
    for (uint32_t id = 0; id < 4; id++) {
      ANSWERS(SUCCESS, &g, clock_res_get, id, 3);
      ck_assert_uint_gt(load_u64(g.mem + 3), 0);
      ck_assert_uint_le(load_u64(g.mem + 3), 1000000000);
      uint64_t before = 0;
      for (int k = 0; k < 3; k++) {
        ANSWERS(SUCCESS, &g, clock_time_get, id, 0, 11);
        ck_assert_uint_ge(load_u64(g.mem + 11), before);
        before = load_u64(g.mem + 11);
      }
      ck_assert_uint_gt(before, id == 0 ? 1600000000000000000u : 0);
    }
    ANSWERS(INVAL, &g, clock_time_get, 4, 0, 8);
    ANSWERS(INVAL, &g, clock_res_get, UINT32_MAX, 8);
    guest_delete(&g);
  }
}
END_TEST

/* ---- ends ---- */

static void exits(Guest *g, int answer, int status) {
  ck_assert_int_eq(answer, TRAPPED);
  ck_assert_int_eq(wvm_error_kind(g->error), WVM_ERROR_EXIT);
  ck_assert_int_eq(wvm_error_exit_status(g->error), status);
}

START_TEST(ending) {
  for (int unstable = 0; unstable < 2; unstable++) {
    Guest g = guest_new(false, unstable);
    guest_run(&g);
    exits(&g, CALL(&g, proc_exit, 0), 0);
    exits(&g, CALL(&g, proc_exit, 300), 300);
    exits(&g, CALL(&g, proc_exit, UINT32_MAX), -1);
    static const int ends[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 14, 15, 23, 24, 25, 26, 28, 29, 30};
    for (size_t i = 0; i < COUNT_OF(ends); i++) exits(&g, CALL(&g, proc_raise, (uint64_t)ends[i]), 128 + ends[i]);
    static const int ignored[] = {0, 13, 16, 17, 22, 27};
    for (size_t i = 0; i < COUNT_OF(ignored); i++) ANSWERS(SUCCESS, &g, proc_raise, (uint64_t)ignored[i]);
    for (uint64_t stop = 18; stop < 22; stop++) ANSWERS(NOTSUP, &g, proc_raise, stop);
    ANSWERS(INVAL, &g, proc_raise, 31);
    ANSWERS(INVAL, &g, proc_raise, UINT32_MAX);
    guest_delete(&g);
  }
}
END_TEST

TEST_MAIN("wasi abi", all_functions_link, wrong_types_do_not, strings, filestat, prestat, fdstat, listing, whence,
          vectors, many_vectors, addresses_outside, random_bytes, clocks, ending)
