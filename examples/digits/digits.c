/* Recognises handwritten digits with a small convolutional network.
 *
 *   8x8 image ─ conv 3x3 ─▶ 8x8x8 ─ max 2x2 ─▶ 4x4x8 ─ conv 3x3 ─▶ 4x4x16 ─ max 2x2 ─▶ 2x2x16 ─ dense ─▶ 10 scores
 *
 * The same source makes the module, with four channels in each vector, and the native program, one at a time; a channel
 * is summed in the same order in both, so that the scores are equal to the bit. Weights are part of the program. Images
 * come from digits.bin: "DIGITS8\n", then 65 bytes an image: 64 pixels from 0 to 16, the digit. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "weights.h"

#ifdef __wasm_simd128__
#include <wasm_simd128.h>
typedef v128_t Four;
static Four four_load(const float *p) { return wasm_v128_load(p); }
static void four_store(float *p, Four v) { wasm_v128_store(p, v); }
/* sum + weights · x, each of the two operations rounded */
static Four four_add_scaled(Four sum, const float *weights, float x) {
  return wasm_f32x4_add(sum, wasm_f32x4_mul(wasm_v128_load(weights), wasm_f32x4_splat(x)));
}
static Four four_relu(Four v) { return wasm_f32x4_max(v, wasm_f32x4_const_splat(0)); }
static Four four_max(Four a, Four b) { return wasm_f32x4_max(a, b); }
#else
/* Built with -ffp-contract=off: a fused multiply-add would give other bits. */
typedef struct Four {
  float lane[4];
} Four;
static Four four_load(const float *p) {
  Four v;
  memcpy(v.lane, p, sizeof v.lane);
  return v;
}
static void four_store(float *p, Four v) { memcpy(p, v.lane, sizeof v.lane); }
static Four four_add_scaled(Four sum, const float *weights, float x) {
  for (int i = 0; i < 4; i++) sum.lane[i] = sum.lane[i] + weights[i] * x;
  return sum;
}
static Four four_max(Four a, Four b) {
  for (int i = 0; i < 4; i++) a.lane[i] = a.lane[i] > b.lane[i] ? a.lane[i] : b.lane[i];
  return a;
}
static Four four_relu(Four v) { return four_max(v, (Four){{0, 0, 0, 0}}); }
#endif

enum { IMAGE = 64, RECORD = IMAGE + 1, CLASSES = 10, CLASSES_PADDED = 12, MAX_SIDE = 8, MAX_CHANNELS = 16 };
static const char magic[8] = {'D', 'I', 'G', 'I', 'T', 'S', '8', '\n'};

/* A 3x3 convolution with zeros outside the image, then ReLU. in: side × side × ins; out: side × side × outs, outs a
 * multiple of four; weights: 9 × ins × outs. */
static void convolve(float *out, const float *in, int side, int ins, int outs, const float *weights,
                     const float *bias) {
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++)
      for (int o = 0; o < outs; o += 4) {
        Four sum = four_load(bias + o);
        for (int tap = 0; tap < 9; tap++) {
          int sy = y + tap / 3 - 1, sx = x + tap % 3 - 1;
          if (sy < 0 || sy >= side || sx < 0 || sx >= side) continue;
          const float *from = in + (sy * side + sx) * ins;
          for (int i = 0; i < ins; i++) sum = four_add_scaled(sum, weights + (tap * ins + i) * outs + o, from[i]);
        }
        four_store(out + (y * side + x) * outs + o, four_relu(sum));
      }
}

/* The maximum of each square of 2 × 2. in: side × side × channels. */
static void pool(float *out, const float *in, int side, int channels) {
  for (int y = 0; y < side; y += 2)
    for (int x = 0; x < side; x += 2)
      for (int c = 0; c < channels; c += 4) {
        const float *p = in + (y * side + x) * channels + c;
        Four top = four_max(four_load(p), four_load(p + channels));
        Four bottom = four_max(four_load(p + side * channels), four_load(p + (side + 1) * channels));
        four_store(out, four_max(top, bottom));
        out += 4;
      }
}

static int classify(const uint8_t *image, float scores[CLASSES_PADDED]) {
  float a[MAX_SIDE * MAX_SIDE * MAX_CHANNELS], b[MAX_SIDE * MAX_SIDE * MAX_CHANNELS];
  for (int i = 0; i < IMAGE; i++) a[i] = (float)image[i] / 16;
  convolve(b, a, 8, 1, 8, conv1, bias1);
  pool(a, b, 8, 8);
  convolve(b, a, 4, 8, 16, conv2, bias2);
  pool(a, b, 4, 16);
  for (int o = 0; o < CLASSES_PADDED; o += 4) {
    Four sum = four_load(bias3 + o);
    for (int i = 0; i < 64; i++) sum = four_add_scaled(sum, dense + i * CLASSES_PADDED + o, a[i]);
    four_store(scores + o, sum);
  }
  int best = 0;
  for (int i = 1; i < CLASSES; i++)
    if (scores[i] > scores[best]) best = i;
  return best;
}

static void show(size_t number, const uint8_t *record, int answer, const float *scores) {
  static const char shades[] = " .:-=+*#@";
  printf("image %zu\n", number);
  for (int y = 0; y < 8; y++) {
    printf("  ");
    for (int x = 0; x < 8; x++) {
      char c = shades[record[y * 8 + x] * (sizeof shades - 2) / 16];
      printf("%c%c", c, c);
    }
    printf("\n");
  }
  printf("  seen as %d (score %.3f), is %d%s\n\n", answer, (double)scores[answer], record[IMAGE],
         answer == record[IMAGE] ? "" : "  <- wrong");
}

/* Reads and checks the whole file into *out, which the caller frees. NULL: no such file; exits on a bad one. */
static uint8_t *read_images(const char *path, size_t *count) {
  FILE *f = fopen(path, "rb");
  if (!f) return NULL;
  char head[sizeof magic];
  size_t size = 0, room = 64 * RECORD;
  uint8_t *data = NULL;
  if (fread(head, 1, sizeof head, f) == sizeof head && memcmp(head, magic, sizeof magic) == 0) data = malloc(room);
  while (data) {
    size_t n = fread(data + size, 1, room - size, f);
    size += n;
    if (n == 0) break;
    if (size < room) continue;
    uint8_t *larger = realloc(data, room *= 2);
    if (!larger) free(data);
    data = larger;
  }
  fclose(f);
  int good = data && size > 0 && size % RECORD == 0;
  for (size_t i = 0; good && i < size; i++) good = i % RECORD == IMAGE ? data[i] < CLASSES : data[i] <= 16;
  if (!good) {
    fprintf(stderr, "digits: %s is not a file of digits\n", path);
    exit(1);
  }
  *count = size / RECORD;
  return data;
}

static int usage(void) {
  fprintf(stderr, "usage: digits [--show N] [--scores] [FILE]\n"
                  "  FILE      images (default: digits.bin, here or in examples/digits)\n"
                  "  --show N  draw the first N images with what they are taken for\n"
                  "  --scores  print a checksum of all scores, to compare builds to the bit\n");
  return 2;
}

int main(int argc, char **argv) {
  const char *path = NULL;
  size_t shown = 0;
  int with_scores = 0;
  for (int i = 1; i < argc; i++) {
    char *end = NULL;
    if (strcmp(argv[i], "--show") == 0 && i + 1 < argc) {
      shown = strtoul(argv[++i], &end, 10);
      if (*argv[i] == 0 || *end) return usage();
    } else if (strcmp(argv[i], "--scores") == 0) {
      with_scores = 1;
    } else if (argv[i][0] != '-' && !path) {
      path = argv[i];
    } else {
      return usage();
    }
  }

  size_t count = 0;
  uint8_t *read = NULL;
  if (path) {
    read = read_images(path, &count);
    if (!read) {
      fprintf(stderr, "digits: cannot open %s (is its directory given to the module with --dir?)\n", path);
      return 1;
    }
  } else {
    static const char *const places[] = {"examples/digits/digits.bin", "digits.bin", "/digits.bin"};
    for (size_t i = 0; i < sizeof places / sizeof *places && !read; i++) read = read_images(places[i], &count);
  }
  const uint8_t *records = read;
  if (!read) {
    records = embedded;
    count = sizeof embedded / RECORD;
    if (shown == 0) shown = 2;
    printf("No directory given: %zu images from inside the module. With --dir=examples/digits: the whole held-out "
           "file.\n\n",
           count);
  }

  size_t right = 0;
  uint64_t checksum = 14695981039346656037u;
  for (size_t i = 0; i < count; i++) {
    const uint8_t *record = records + i * RECORD;
    float scores[CLASSES_PADDED];
    int answer = classify(record, scores);
    right += answer == record[IMAGE];
    if (i < shown) show(i, record, answer, scores);
    for (int c = 0; c < CLASSES; c++) {
      uint32_t bits;
      memcpy(&bits, &scores[c], sizeof bits);
      checksum = (checksum ^ bits) * 1099511628211u;
    }
  }
  printf("%zu of %zu images recognised: %.2f %%\n", right, count, 100.0 * (double)right / (double)count);
  if (with_scores) printf("scores %016llx\n", (unsigned long long)checksum);
  free(read);
  return 0;
}
