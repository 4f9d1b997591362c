/* Clocks and dates. The guest's struct tm is musl's: nine ints, then gmtoff and zone of a long each. */
#include <errno.h>
#include <locale.h>
#include <time.h>

#include "host/emscripten/emscripten.h"

enum { TM_INTS = 9, TM_SIZE_32 = 40, TM_SIZE_64 = 48, FORMAT_MOST = 1024, DATE_MOST = 4096, ZONE_SIZE = 17 };

static double milliseconds(clockid_t clock, uint64_t start_ns) {
  struct timespec t;
  clock_gettime(clock, &t);
  uint64_t ns = (uint64_t)t.tv_sec * 1000000000u + (uint64_t)t.tv_nsec - start_ns;
  return (double)ns / 1e6;
}

wvm_error_t *em_get_now(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  c->result.f64 = milliseconds(CLOCK_MONOTONIC, c->em->start_ns);
  return NULL;
}

wvm_error_t *em_get_now_res(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  c->result.f64 = 1;
  return NULL;
}

wvm_error_t *em_now_is_monotonic(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  c->result.bits = 1;
  return NULL;
}

wvm_error_t *em_now_is_monotonic_o(EmCall *c, const wvm_raw_t *a) { return em_now_is_monotonic(c, a); }

/* Whole milliseconds, as JavaScript has them. */
wvm_error_t *em_date_now(EmCall *c, const wvm_raw_t *a) {
  (void)a;
  c->result.f64 = (double)(int64_t)milliseconds(CLOCK_REALTIME, 0);
  return NULL;
}

/* ---- older modules: C's own functions, with a time_t of 32 bits ---- */

wvm_error_t *em_time(EmCall *c, const wvm_raw_t *a) {
  const int32_t now = (int32_t)time(NULL);
  uint8_t *to = a[0].bits ? em_at(c, a[0].bits, sizeof now) : NULL;
  if (a[0].bits && !to) return em_outside();
  if (to) memcpy(to, &now, sizeof now);
  c->result.i32 = now;
  return NULL;
}

/* -1 and no errno for clocks that Emscripten has not: its wasm has the number of none. */
static wvm_error_t *put_timespec(EmCall *c, const wvm_raw_t *a, int (*get)(clockid_t, struct timespec *)) {
  uint8_t *to = em_at(c, a[1].bits, 8);
  struct timespec t;
  if (!to) return em_outside();
  c->result.i32 = -1;
  if (a[0].u32 > 1 || get(a[0].u32 == 0 ? CLOCK_REALTIME : CLOCK_MONOTONIC, &t) != 0) return NULL;
  store_u32(to, (uint32_t)t.tv_sec);
  store_u32(to + 4, (uint32_t)t.tv_nsec);
  c->result.i32 = 0;
  return NULL;
}

wvm_error_t *em_clock_gettime(EmCall *c, const wvm_raw_t *a) { return put_timespec(c, a, clock_gettime); }
wvm_error_t *em_clock_getres(EmCall *c, const wvm_raw_t *a) { return put_timespec(c, a, clock_getres); }

/* In slices, so that an interrupt is noticed. */
wvm_error_t *em_sleep(EmCall *c, const wvm_raw_t *a) {
  enum { SLICE_MS = 20 };
  for (uint64_t left = a[0].u32; left > 0 && !wvm_store_interrupted(c->store);) {
    uint64_t now = MIN_OF(left, (uint64_t)SLICE_MS);
    struct timespec t = {.tv_nsec = (long)now * 1000000};
    nanosleep(&t, NULL);
    left -= now;
  }
  return NULL;
}

/* ---- dates ---- */

static uint8_t *tm_at(const EmCall *c, uint64_t ptr) { return em_at(c, ptr, c->wide ? TM_SIZE_64 : TM_SIZE_32); }

static void tm_write(const EmCall *c, uint8_t *to, const struct tm *t) {
  const int fields[TM_INTS] = {t->tm_sec,  t->tm_min,  t->tm_hour, t->tm_mday, t->tm_mon,
                               t->tm_year, t->tm_wday, t->tm_yday, t->tm_isdst};
  for (size_t i = 0; i < TM_INTS; i++) store_u32(to + 4 * i, (uint32_t)fields[i]);
  if (c->wide) store_u64(to + 40, (uint64_t)t->tm_gmtoff);
  else store_u32(to + 36, (uint32_t)t->tm_gmtoff);
}

static struct tm tm_read(const uint8_t *from) {
  int f[TM_INTS];
  for (size_t i = 0; i < TM_INTS; i++) f[i] = (int)load_u32(from + 4 * i);
  return (struct tm){.tm_sec = f[0],
                     .tm_min = f[1],
                     .tm_hour = f[2],
                     .tm_mday = f[3],
                     .tm_mon = f[4],
                     .tm_year = f[5],
                     .tm_wday = f[6],
                     .tm_yday = f[7],
                     .tm_isdst = f[8]};
}

/* Years that an int cannot hold give a date of zeros. */
static wvm_error_t *date(EmCall *c, int64_t seconds, uint64_t ptr, bool local) {
  uint8_t *to = tm_at(c, ptr);
  if (!to) return em_outside();
  struct tm t = {0};
  const time_t at = (time_t)seconds;
  if (!(local ? localtime_r(&at, &t) : gmtime_r(&at, &t))) t = (struct tm){0};
  tm_write(c, to, &t);
  return NULL;
}

/* The older form: the seconds stand in memory. */
static wvm_error_t *date_at(EmCall *c, const wvm_raw_t *a, bool local) {
  const uint8_t *from = em_at(c, a[0].bits, c->wide ? 8 : 4);
  if (!from) return em_outside();
  return date(c, c->wide ? (int64_t)load_u64(from) : (int32_t)load_u32(from), a[1].bits, local);
}

wvm_error_t *em_gmtime(EmCall *c, const wvm_raw_t *a) { return date(c, a[0].i64, a[1].bits, false); }
wvm_error_t *em_gmtime_at(EmCall *c, const wvm_raw_t *a) { return date_at(c, a, false); }
wvm_error_t *em_localtime(EmCall *c, const wvm_raw_t *a) { return date(c, a[0].i64, a[1].bits, true); }
wvm_error_t *em_localtime_at(EmCall *c, const wvm_raw_t *a) { return date_at(c, a, true); }

/* Seconds of a date, which is brought into its ranges; −1: there are none. */
static wvm_error_t *seconds(EmCall *c, uint64_t ptr, time_t (*make)(struct tm *)) {
  uint8_t *at = tm_at(c, ptr);
  if (!at) return em_outside();
  struct tm t = tm_read(at);
  errno = 0;
  const time_t s = make(&t);
  if (s != -1 || errno == 0) tm_write(c, at, &t);
  c->result.i64 = s;
  return NULL;
}

wvm_error_t *em_mktime(EmCall *c, const wvm_raw_t *a) { return seconds(c, a[0].bits, mktime); }
wvm_error_t *em_mktime_32(EmCall *c, const wvm_raw_t *a) { return seconds(c, a[0].bits, mktime); }
wvm_error_t *em_timegm(EmCall *c, const wvm_raw_t *a) { return seconds(c, a[0].bits, timegm); }
wvm_error_t *em_timegm_32(EmCall *c, const wvm_raw_t *a) { return seconds(c, a[0].bits, timegm); }

/* ---- the time zone ---- */

/* Seconds west of Greenwich and whether there is daylight saving time, to these addresses. */
static wvm_error_t *put_zone(EmCall *c, uint64_t zone_ptr, uint64_t daylight_ptr) {
  uint8_t *zone = em_at(c, zone_ptr, c->wide ? 8 : 4), *daylight_at = em_at(c, daylight_ptr, 4);
  if (!zone || !daylight_at) return em_outside();
  tzset();
  if (c->wide) store_u64(zone, (uint64_t)timezone);
  else store_u32(zone, (uint32_t)timezone);
  store_u32(daylight_at, daylight != 0);
  return NULL;
}

static bool put_name(const EmCall *c, uint64_t ptr, const char *name) {
  char *to = (char *)em_at(c, ptr, ZONE_SIZE);
  if (!to) return false;
  size_t size = strnlen(name, ZONE_SIZE - 1);
  memcpy(to, name, size);
  to[size] = 0;
  return true;
}

wvm_error_t *em_tzset(EmCall *c, const wvm_raw_t *a) {
  wvm_error_t *e = put_zone(c, a[0].bits, a[1].bits);
  if (e) return e;
  return put_name(c, a[2].bits, tzname[0]) && put_name(c, a[3].bits, tzname[1]) ? NULL : em_outside();
}

/* The older form wants addresses of the names, in memory of the guest's malloc. */
wvm_error_t *em_tzset_at(EmCall *c, const wvm_raw_t *a) {
  wvm_error_t *e = put_zone(c, a[0].bits, a[1].bits);
  const uint64_t width = c->wide ? 8 : 4;
  for (uint64_t i = 0; !e && i < 2; i++) {
    bool found;
    wvm_raw_t slot = {.bits = ZONE_SIZE};
    e = em_call_export(c->instance, "malloc", "pp", &slot, &found);
    if (e || !found || slot.bits == 0) return e; /* the names stay as they are */
    c->size = wvm_memory_size(c->memory);
    uint8_t *entry = em_at(c, a[2].bits + i * width, width);
    if (!entry || !put_name(c, slot.bits, tzname[i])) return em_outside();
    memcpy(entry, &slot.bits, width);
  }
  return e;
}

/* ---- dates as text ---- */

static int within(int v, int low, int high) { return v < low ? low : v > high ? high : v; }

/* strftime of the C locale. Fields out of range are brought into it: libc need not expect them. */
static wvm_error_t *format_date(EmCall *c, const wvm_raw_t *a) {
  const uint8_t *from = tm_at(c, a[3].bits);
  const uint64_t room = MIN_OF(a[1].bits, (uint64_t)DATE_MOST);
  uint8_t *to = em_at(c, a[0].bits, room);
  if (!from || !to) return em_outside();
  struct tm t = tm_read(from);
  t.tm_sec = within(t.tm_sec, 0, 60);
  t.tm_min = within(t.tm_min, 0, 59);
  t.tm_hour = within(t.tm_hour, 0, 23);
  t.tm_mday = within(t.tm_mday, 1, 31);
  t.tm_mon = within(t.tm_mon, 0, 11);
  t.tm_year = within(t.tm_year, -100000, 100000);
  t.tm_wday = within(t.tm_wday, 0, 6);
  t.tm_yday = within(t.tm_yday, 0, 365);
  t.tm_gmtoff = c->wide ? (long)load_u64(from + 40) : (int32_t)load_u32(from + 36);
  t.tm_gmtoff = within((int)MIN_OF(MAX_OF(t.tm_gmtoff, -86400), 86400), -86400, 86400);
  t.tm_zone = t.tm_gmtoff ? "" : "UTC";
  char format[FORMAT_MOST], text[DATE_MOST];
  em_string(c, a[2].bits, format, sizeof format);
  locale_t plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
  if (!plain) return wvm_error_new(WVM_ERROR_MEMORY, "out of memory");
  const size_t size = room ? strftime_l(text, room, format, &t, plain) : 0;
  freelocale(plain);
  if (size) memcpy(to, text, size + 1);
  c->result.bits = size;
  return NULL;
}

wvm_error_t *em_strftime(EmCall *c, const wvm_raw_t *a) { return format_date(c, a); }
wvm_error_t *em_strftime_l(EmCall *c, const wvm_raw_t *a) { return format_date(c, a); }
