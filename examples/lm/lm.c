/* A small language model that has learned to add and to subtract: "27+58=" goes on with "85".
 *
 *   token + position ─▶ 4 × [ norm ─ attention ─ add · norm ─ up ─ ReLU ─ down ─ add ] ─▶ norm ─ head ─▶ 16 scores
 *
 * The weights stay in their file: wvm maps it into the memory (docs/MEMORY.md), nothing is read or copied. Three kinds
 * of files (weights.py), four kernels: f32      multiplies and adds, each rounded: the same bits in every tier, in 32
 * and 64 bits f16      f16x8.madd on eight lanes promote  the weights of an f16 file, widened on the way, with fused
 * additions in f32 int8     a scale for each row; activations of 7 bits; i32x4.relaxed_dot_i8x16_i7x16_add_s. With 7
 * bits its result is the same on every machine. For memories of either width, without a libc. Threads divide the
 * questions of a test among them. */
#include <wasm_simd128.h>

#include "../../tests/c_programs/thread.h"

__attribute__((import_module("wvm_memory"), import_name("map_file"))) int map_file(int fd, int64_t offset, size_t size,
                                                                                   void *to);

enum { PAGE = 65536, DIRECTORY = 3, MOST_THREADS = 8 };
enum { MAX_LAYERS = 8, MAX_WIDTH = 128, MAX_HIDDEN = 512, MAX_CONTEXT = 16, MAX_VOCABULARY = 16 };
static const char alphabet[] = "\n0123456789+-=.";

/* ---- the file ---- */

typedef enum Kind { F32, F16, INT8, PROMOTE } Kind; /* the first three: of files */
static const char *const kind_names[] = {"f32", "f16", "int8", "promote"};

typedef struct Header {
  char magic[8];
  uint32_t kind, layers, width, heads, hidden, context, vocabulary, unused[7];
} Header;
_Static_assert(sizeof(Header) == 64, "as weights.py writes it");

typedef struct Matrix {
  const void *weights;
  const float *scales; /* int8: of each row */
  const int32_t *sums; /* int8: of each row's weights */
  int rows, columns;   /* multiples of 8, of 16 */
} Matrix;

typedef struct Layer {
  Matrix qkv, out, up, down;
} Layer;

typedef struct Model {
  Header is;
  Kind kernel;
  Matrix token, position, head; /* int8: token and position are f32 */
  Layer layers[MAX_LAYERS];
} Model;
static Model model;

static void say(int fd, const char *text, size_t size) {
  size_t done;
  const Vector v = {text, size};
  fd_write(fd, &v, 1, &done);
}

static _Noreturn void fail(const char *what) {
  say(2, "lm: ", 4);
  say(2, what, length(what));
  say(2, "\n", 1);
  proc_exit(1);
}

static int same(const void *a, const void *b, size_t size) {
  const char *x = a, *y = b;
  size_t i = 0;
  while (i < size && x[i] == y[i]) i++;
  return i == size;
}

static void *allocate(size_t size) {
  const size_t page = __builtin_wasm_memory_grow(0, (size + PAGE - 1) / PAGE);
  if (page == (size_t)-1) fail("out of memory");
  return (void *)(page * PAGE);
}

static Matrix next_matrix(const char **at, Kind kind, uint32_t rows, uint32_t columns) {
  static const uint8_t sizes[] = {[F32] = 4, [F16] = 2, [INT8] = 1};
  Matrix m = {.weights = *at, .rows = (int)rows, .columns = (int)columns};
  *at += (size_t)rows * columns * sizes[kind];
  if (kind == INT8) {
    m.scales = (const float *)*at;
    m.sums = (const int32_t *)(m.scales + rows);
    *at += rows * (sizeof *m.scales + sizeof *m.sums);
  }
  return m;
}

static void load(const char *path) {
  int fd;
  uint64_t stat[8]; /* the fifth is the size */
  const uint64_t read = 1 << 1, seek = 1 << 2, get_size = 1 << 21;
  if (path_open(DIRECTORY, 1, path, length(path), 0, read | seek | get_size, 0, 0, &fd))
    fail("there is no such file (--dir?)");
  if (fd_filestat_get(fd, stat)) fail("the file has no size");
  const size_t size = (size_t)stat[4];
  const char *at = allocate(size), *const end = at + size;
  if (map_file(fd, 0, size, (void *)at)) fail("the file cannot be mapped");
  fd_close(fd);

  if (size < sizeof(Header)) fail("no weights");
  const Header h = model.is = *(const Header *)at;
  if (!same(h.magic, "WVM LM 1", 8) || h.kind > INT8 || h.layers > MAX_LAYERS || h.width > MAX_WIDTH ||
      h.hidden > MAX_HIDDEN || h.context > MAX_CONTEXT || h.vocabulary > MAX_VOCABULARY || h.width % 16 ||
      h.hidden % 16 || h.vocabulary % 8 || !h.heads || h.width % h.heads || h.width / h.heads % 4)
    fail("no weights that fit");
  const Kind kind = model.kernel = (Kind)h.kind;
  at += sizeof h;
  model.token = next_matrix(&at, kind == INT8 ? F32 : kind, h.vocabulary, h.width);
  model.position = next_matrix(&at, kind == INT8 ? F32 : kind, h.context, h.width);
  for (uint32_t i = 0; i < h.layers; i++) {
    Layer *l = &model.layers[i];
    l->qkv = next_matrix(&at, kind, 3 * h.width, h.width);
    l->out = next_matrix(&at, kind, h.width, h.width);
    l->up = next_matrix(&at, kind, h.hidden, h.width);
    l->down = next_matrix(&at, kind, h.width, h.hidden);
  }
  model.head = next_matrix(&at, kind, h.vocabulary, h.width);
  if (at != end) fail("weights too short or too long");
}

/* ---- kernels: out = m · x ---- */

typedef v128_t V;

/* The sums of four vectors' lanes. */
static V sum_f32(V a, V b, V c, V d) {
  const V ab = wasm_f32x4_add(wasm_i32x4_shuffle(a, b, 0, 1, 4, 5), wasm_i32x4_shuffle(a, b, 2, 3, 6, 7));
  const V cd = wasm_f32x4_add(wasm_i32x4_shuffle(c, d, 0, 1, 4, 5), wasm_i32x4_shuffle(c, d, 2, 3, 6, 7));
  return wasm_f32x4_add(wasm_i32x4_shuffle(ab, cd, 0, 2, 4, 6), wasm_i32x4_shuffle(ab, cd, 1, 3, 5, 7));
}

static V sum_i32(V a, V b, V c, V d) {
  const V ab = wasm_i32x4_add(wasm_i32x4_shuffle(a, b, 0, 1, 4, 5), wasm_i32x4_shuffle(a, b, 2, 3, 6, 7));
  const V cd = wasm_i32x4_add(wasm_i32x4_shuffle(c, d, 0, 1, 4, 5), wasm_i32x4_shuffle(c, d, 2, 3, 6, 7));
  return wasm_i32x4_add(wasm_i32x4_shuffle(ab, cd, 0, 2, 4, 6), wasm_i32x4_shuffle(ab, cd, 1, 3, 5, 7));
}

static V sum_f16(const V s[8]) {
  V two[4], four[2];
  for (int i = 0; i < 4; i++)
    two[i] = wasm_f16x8_add(wasm_i64x2_shuffle(s[2 * i], s[2 * i + 1], 0, 2),
                            wasm_i64x2_shuffle(s[2 * i], s[2 * i + 1], 1, 3));
  for (int i = 0; i < 2; i++)
    four[i] = wasm_f16x8_add(wasm_i32x4_shuffle(two[2 * i], two[2 * i + 1], 0, 2, 4, 6),
                             wasm_i32x4_shuffle(two[2 * i], two[2 * i + 1], 1, 3, 5, 7));
  return wasm_f16x8_add(wasm_i16x8_shuffle(four[0], four[1], 0, 2, 4, 6, 8, 10, 12, 14),
                        wasm_i16x8_shuffle(four[0], four[1], 1, 3, 5, 7, 9, 11, 13, 15));
}

static void multiply_f32(float *out, const Matrix *m, const float *x) {
  const int n = m->columns;
  const float *w = m->weights;
  for (int r = 0; r < m->rows; r += 4, w += 4 * n) {
    V s[4] = {0};
    for (int i = 0; i < n; i += 4) {
      const V v = wasm_v128_load(x + i);
      for (int k = 0; k < 4; k++) s[k] = wasm_f32x4_add(s[k], wasm_f32x4_mul(wasm_v128_load(w + k * n + i), v));
    }
    wasm_v128_store(out + r, sum_f32(s[0], s[1], s[2], s[3]));
  }
}

static void multiply_f16(float *out, const Matrix *m, const float *x) {
  const int n = m->columns;
  const __fp16 *w = m->weights;
  _Alignas(16) __fp16 half[MAX_HIDDEN];
  for (int i = 0; i < n; i++) __builtin_wasm_storef16_f32(x[i], half + i);
  for (int r = 0; r < m->rows; r += 8, w += 8 * n) {
    V s[8] = {0};
    for (int i = 0; i < n; i += 8) {
      const V v = wasm_v128_load(half + i);
      for (int k = 0; k < 8; k++) s[k] = wasm_f16x8_relaxed_madd(wasm_v128_load(w + k * n + i), v, s[k]);
    }
    _Alignas(16) __fp16 sums[8];
    wasm_v128_store(sums, sum_f16(s));
    for (int k = 0; k < 8; k++) out[r + k] = __builtin_wasm_loadf16_f32(sums + k);
  }
}

/* A finite f16 (sign extended) · 2⁻¹¹²: clang has no intrinsic for f32x4.promote_low_f16x8. */
static V widen(V halves) { return wasm_v128_and(wasm_i32x4_shl(halves, 13), wasm_u32x4_splat(0x8fffe000)); }

static void multiply_promote(float *out, const Matrix *m, const float *x) {
  const int n = m->columns;
  const int16_t *w = m->weights;
  const V scale = wasm_f32x4_splat(0x1p112f);
  _Alignas(16) float scaled[MAX_HIDDEN];
  for (int i = 0; i < n; i += 4) wasm_v128_store(scaled + i, wasm_f32x4_mul(wasm_v128_load(x + i), scale));
  for (int r = 0; r < m->rows; r += 4, w += 4 * n) {
    V s[4] = {0};
    for (int i = 0; i < n; i += 8) {
      const V low = wasm_v128_load(scaled + i), high = wasm_v128_load(scaled + i + 4);
      for (int k = 0; k < 4; k++) {
        const V h = wasm_v128_load(w + k * n + i);
        s[k] = wasm_f32x4_relaxed_madd(widen(wasm_i32x4_extend_low_i16x8(h)), low, s[k]);
        s[k] = wasm_f32x4_relaxed_madd(widen(wasm_i32x4_extend_high_i16x8(h)), high, s[k]);
      }
    }
    wasm_v128_store(out + r, sum_f32(s[0], s[1], s[2], s[3]));
  }
}

/* x as step · (q - 64), 1 <= q <= 127. Returns the step. */
static float quantize(int8_t *q, const float *x, int n) {
  float most = 1e-9f;
  for (int i = 0; i < n; i++) most = __builtin_fabsf(x[i]) > most ? __builtin_fabsf(x[i]) : most;
  const V scale = wasm_f32x4_splat(63 / most), zero = wasm_i8x16_splat(64);
  for (int i = 0; i < n; i += 16) {
    V v[4];
    for (int k = 0; k < 4; k++)
      v[k] = wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest(wasm_f32x4_mul(wasm_v128_load(x + i + 4 * k), scale)));
    const V all = wasm_i8x16_narrow_i16x8(wasm_i16x8_narrow_i32x4(v[0], v[1]), wasm_i16x8_narrow_i32x4(v[2], v[3]));
    wasm_v128_store(q + i, wasm_i8x16_add(all, zero));
  }
  return most / 63;
}

static void multiply_int8(float *out, const Matrix *m, const float *x) {
  const int n = m->columns;
  const int8_t *w = m->weights;
  _Alignas(16) int8_t q[MAX_HIDDEN];
  const V step = wasm_f32x4_splat(quantize(q, x, n));
  for (int r = 0; r < m->rows; r += 4, w += 4 * n) {
    V s[4] = {0};
    for (int i = 0; i < n; i += 16) {
      const V v = wasm_v128_load(q + i);
      for (int k = 0; k < 4; k++) s[k] = wasm_i32x4_relaxed_dot_i8x16_i7x16_add(wasm_v128_load(w + k * n + i), v, s[k]);
    }
    const V sum = wasm_i32x4_sub(sum_i32(s[0], s[1], s[2], s[3]), wasm_i32x4_shl(wasm_v128_load(m->sums + r), 6));
    wasm_v128_store(out + r,
                    wasm_f32x4_mul(wasm_f32x4_convert_i32x4(sum), wasm_f32x4_mul(step, wasm_v128_load(m->scales + r))));
  }
}

static void multiply(float *out, const Matrix *m, const float *x) {
  switch (model.kernel) {
  case F32: multiply_f32(out, m, x); break;
  case F16: multiply_f16(out, m, x); break;
  case PROMOTE: multiply_promote(out, m, x); break;
  case INT8: multiply_int8(out, m, x); break;
  }
}

/* ---- the model ---- */

/* One line as it grows. */
typedef struct Line {
  int count; /* of tokens that it has seen */
  float keys[MAX_LAYERS][MAX_CONTEXT][MAX_WIDTH], values[MAX_LAYERS][MAX_CONTEXT][MAX_WIDTH];
} Line;

static void norm(float *out, const float *x, int n) {
  float sum = 0;
  for (int i = 0; i < n; i++) sum += x[i] * x[i];
  const float scale = 1 / __builtin_sqrtf(sum / (float)n + 1e-5f);
  for (int i = 0; i < n; i++) out[i] = x[i] * scale;
}

/* eˣ for x <= 0: 2 to the whole part, a polynomial for the rest. */
static float exponential(float x) {
  const float y = (x < -80 ? -80 : x) * 1.44269504f, whole = __builtin_floorf(y), t = y - whole;
  const float power =
      1 + t * (0.69314718f + t * (0.24022650f + t * (0.05550411f + t * (0.00961813f + t * 0.00133336f))));
  union {
    int32_t bits;
    float f;
  } scale = {((int32_t)whole + 127) << 23};
  return power * scale.f;
}

/* What each head finds in the values so far, by the likeness of its query to the keys. */
static void attend(float *out, const float *queries, const Line *line, uint32_t layer) {
  const int size = (int)(model.is.width / model.is.heads), count = line->count + 1;
  for (int at = 0; at < (int)model.is.width; at += size) {
    float scores[MAX_CONTEXT], most = -1e30f, sum = 0;
    for (int t = 0; t < count; t++) {
      V dot = wasm_f32x4_splat(0);
      for (int i = 0; i < size; i += 4)
        dot = wasm_f32x4_add(
            dot, wasm_f32x4_mul(wasm_v128_load(queries + at + i), wasm_v128_load(&line->keys[layer][t][at + i])));
      scores[t] = wasm_f32x4_extract_lane(sum_f32(dot, dot, dot, dot), 0) / __builtin_sqrtf((float)size);
      most = scores[t] > most ? scores[t] : most;
    }
    for (int t = 0; t < count; t++) sum += scores[t] = exponential(scores[t] - most);
    for (int i = 0; i < size; i += 4) {
      V found = wasm_f32x4_splat(0);
      for (int t = 0; t < count; t++)
        found = wasm_f32x4_add(
            found, wasm_f32x4_mul(wasm_f32x4_splat(scores[t] / sum), wasm_v128_load(&line->values[layer][t][at + i])));
      wasm_v128_store(out + at + i, found);
    }
  }
}

static void add_row(float *x, const Matrix *m, int row) {
  const int n = m->columns;
  for (int i = 0; i < n; i++)
    x[i] += model.is.kind == F16 ? __builtin_wasm_loadf16_f32((__fp16 *)m->weights + row * n + i)
                                 : ((const float *)m->weights)[row * n + i];
}

/* The line gets one more token; `scores`: what may follow. */
static void forward(Line *line, int token, float scores[MAX_VOCABULARY]) {
  const int width = (int)model.is.width, hidden = (int)model.is.hidden;
  _Alignas(16) float x[MAX_WIDTH] = {0}, y[MAX_WIDTH], z[MAX_WIDTH],
                     wide[3 * MAX_WIDTH > MAX_HIDDEN ? 3 * MAX_WIDTH : MAX_HIDDEN];
  add_row(x, &model.token, token);
  add_row(x, &model.position, line->count);
  for (uint32_t layer = 0; layer < model.is.layers; layer++) {
    const Layer *l = &model.layers[layer];
    norm(y, x, width);
    multiply(wide, &l->qkv, y);
    __builtin_memcpy(line->keys[layer][line->count], wide + width, sizeof *x * (size_t)width);
    __builtin_memcpy(line->values[layer][line->count], wide + 2 * width, sizeof *x * (size_t)width);
    attend(y, wide, line, layer);
    multiply(z, &l->out, y);
    for (int i = 0; i < width; i++) x[i] += z[i];
    norm(y, x, width);
    multiply(wide, &l->up, y);
    for (int i = 0; i < hidden; i++) wide[i] = wide[i] > 0 ? wide[i] : 0;
    multiply(z, &l->down, wide);
    for (int i = 0; i < width; i++) x[i] += z[i];
  }
  norm(y, x, width);
  multiply(scores, &model.head, y);
  line->count++;
}

/* ---- answers ---- */

enum { LONGEST = MAX_CONTEXT + 1 };

/* Goes on with `text` up to the line's end, and writes what comes when it comes, if told to. Every score changes
 * the digest. Returns the text's new length. */
static size_t complete(Line *line, char text[LONGEST], size_t size, int told, uint64_t *digest) {
  _Alignas(16) float scores[MAX_VOCABULARY];
  line->count = 0;
  for (size_t i = 0; i < size || text[size - 1] != '\n' || size == 1; i++) {
    int token = 0, best = 0;
    while (alphabet[token] != text[i]) token++;
    forward(line, token, scores);
    for (uint32_t k = 0; k < model.is.vocabulary; k++) {
      uint32_t bits;
      __builtin_memcpy(&bits, scores + k, sizeof bits);
      *digest = (*digest ^ bits) * 0x100000001b3;
      if (scores[k] > scores[best]) best = (int)k;
    }
    if (i + 1 < size) continue;
    text[size++] = alphabet[best];
    if (told) say(1, text + size - 1, 1);
    if (line->count == (int)model.is.context) break;
    if (text[size - 1] == '\n') break;
  }
  return size;
}

static char *put_number(char *at, int n) {
  char digits[12];
  int count = 0;
  if (n < 0) *at++ = '-', n = -n;
  do digits[count++] = (char)('0' + n % 10);
  while (n /= 10);
  while (count) *at++ = digits[--count];
  return at;
}

/* A question that the model was not trained on: train.py says the same. */
typedef struct Question {
  int a, b, minus;
} Question;

static Question random_question(uint64_t *seed) {
  for (;;) {
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    const Question q = {(int)(*seed >> 33) % 1000, (int)(*seed >> 43) % 1000, (int)(*seed >> 60) & 1};
    if ((q.a * 1009 + q.b * 31 + q.minus * 7) % 10 == 0) return q;
  }
}

typedef struct Test {
  Line *line;
  int first, count, step; /* which questions */
  int right, tokens;
  uint64_t digest;
} Test;

static long run_test(void *arg) {
  Test *t = arg;
  for (int i = t->first; i < t->count; i += t->step) {
    uint64_t seed = (uint64_t)i * 0x9e3779b97f4a7c15u + 1, digest = 0xcbf29ce484222325;
    const Question q = random_question(&seed);
    char text[LONGEST] = "\n", *at = put_number(text + 1, q.a);
    *at++ = q.minus ? '-' : '+';
    at = put_number(at, q.b);
    *at++ = '=';
    char want[LONGEST], *end = put_number(want, q.minus ? q.a - q.b : q.a + q.b);
    *end++ = '\n';
    const size_t asked = (size_t)(at - text), size = complete(t->line, text, asked, 0, &digest);
    t->right += size - asked == (size_t)(end - want) && same(text + asked, want, size - asked);
    t->tokens += t->line->count;
    t->digest += digest;
  }
  return 0;
}

/* ---- the program ---- */

static uint64_t now(void) {
  uint64_t t;
  clock_time_get(1, 1, &t);
  return t;
}

static int number(const char *text, int most) {
  int n = 0;
  do {
    if (*text < '0' || *text > '9') fail("a number, please");
    n = n * 10 + *text++ - '0';
    if (n > most) fail("too many");
  } while (*text);
  return n;
}

/* What follows `start` in the argument; NULL: it does not begin so. */
static const char *after(const char *argument, const char *start) {
  while (*start && *argument == *start) argument++, start++;
  return *start ? NULL : argument;
}

static void test(int count, int threads) {
  static Thread thread[MOST_THREADS];
  static Test tests[MOST_THREADS];
  const uint64_t begun = now();
  for (int i = 0; i < threads; i++) {
    tests[i] = (Test){.line = allocate(sizeof(Line)), .first = i, .count = count, .step = threads};
    if (i && thread_create(&thread[i], allocate(STACK_SIZE + TLS_SIZE), run_test, &tests[i]) < 0) fail("no thread");
  }
  run_test(&tests[0]);
  Test all = tests[0];
  for (int i = 1; i < threads; i++) {
    thread_join(&thread[i]);
    all.right += tests[i].right;
    all.tokens += tests[i].tokens;
    all.digest += tests[i].digest;
  }
  const uint64_t nanoseconds = now() - begun;
  say(1, kind_names[model.kernel], length(kind_names[model.kernel]));
  print(": questions", count);
  print("right", all.right);
  print("tokens", all.tokens);
  print("digest", (long long)(all.digest >> 1));
  print("tokens/s", (long long)((double)all.tokens * 1e9 / (double)nanoseconds));
}

static void answer(char **questions, size_t count) {
  Line *line = allocate(sizeof(Line));
  int tokens = 0;
  uint64_t nanoseconds = 0, digest = 0;
  for (size_t i = 0; i < count; i++) {
    char text[LONGEST] = "\n";
    size_t size = 1;
    for (const char *c = questions[i]; *c; c++) {
      if (size + 2 > model.is.context) fail("too long a question");
      if (!((*c >= '0' && *c <= '9') || *c == '+' || *c == '-' || *c == '=')) fail("a question is like 27+58");
      text[size++] = *c;
    }
    if (text[size - 1] != '=') text[size++] = '=';
    say(1, text + 1, size - 1);
    const uint64_t begun = now();
    size = complete(line, text, size, 1, &digest);
    nanoseconds += now() - begun;
    if (text[size - 1] != '\n') say(1, "\n", 1);
    tokens += line->count;
  }
  print("tokens/s", (long long)((double)tokens * 1e9 / (double)nanoseconds));
}

__attribute__((export_name("_start"))) void start(void) {
  size_t count, size;
  if (args_sizes_get(&count, &size)) proc_exit(1);
  char **arguments = allocate(count * sizeof *arguments + size);
  if (args_get(arguments, (char *)(arguments + count))) proc_exit(1);
  int questions = 0, threads = 1, promote = 0;
  size_t i = 1;
  for (; i < count && arguments[i][0] == '-'; i++) {
    const char *a = arguments[i];
    const char *value;
    if ((value = after(a, "--test="))) questions = number(value, 1000000);
    else if ((value = after(a, "--threads="))) threads = number(value, MOST_THREADS);
    else if (after(a, "--promote")) promote = 1;
    else fail("usage: lm [--promote] FILE QUESTION…   or   lm [--promote] [--threads=N] --test=QUESTIONS FILE");
  }
  if (i == count || !threads || (!questions && i + 1 == count))
    fail("a file of weights and questions, please: lm.f16 27+58");
  load(arguments[i]);
  if (promote && model.kernel != F16) fail("only f16 can be promoted");
  if (promote) model.kernel = PROMOTE;
  if (questions) test(questions, threads);
  else answer(arguments + i + 1, count - i - 1);
}
