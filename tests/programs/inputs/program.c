/* C for a compiler to chew on; it is compiled, not run. */
typedef unsigned long size_t;
typedef unsigned char u8;
typedef struct Node Node;
struct Node {
  Node *left, *right;
  union {
    long number;
    double real;
    char text[8];
  } of;
  unsigned flag : 3, kind : 5;
};
enum Kind { KIND_NONE, KIND_LONG = 5, KIND_REAL, KIND_TEXT = KIND_REAL + 10 };
extern int printf(const char *format, ...);
extern void *malloc(size_t size);
static const char *const names[] = {[KIND_NONE] = "none", [KIND_LONG] = "long", "real", [KIND_TEXT] = "text\t\"quoted\" \x41\101"};
static int table[4][3] = {{1, 2, 3}, {4}, {[2] = 9}};
int shared = 42, uninitialised;
static double constants[] = {0.1, 1e300, -0.0, 3.14159265358979323846, 0x1.8p3};
float single = 0.1f;
#define MAX(a, b) ((a) > (b) ? (a) : (b))
#define PASTE(a, b) a##b
#define STRING(x) #x
#define COUNT(...) count_of(sizeof((int[]){__VA_ARGS__}) / sizeof(int))

static inline int count_of(size_t n) { return (int)n; }

long long mixed(int a, unsigned b, long c, unsigned long long d, signed char e, unsigned short f) {
  long long r = a * b + c % (a ? a : 1);
  r ^= (long long)(d >> 3) | (long long)e << 40;
  r += f / 7 - (short)(a * 3) + (u8)b;
  return r < 0 ? -r : r;
}

double floating(double x, float y, int n) {
  double sum = 0;
  for (int i = 0; i < n; i++) {
    if (i % 3 == 0) continue;
    sum += x * i - y / (i + 1.0);
    if (sum > 1e10) break;
  }
  return sum + constants[n & 3] + (double)(unsigned)n;
}

Node *insert(Node *tree, long v) {
  if (!tree) {
    Node *n = malloc(sizeof *n);
    *n = (Node){.of.number = v, .flag = 5, .kind = KIND_LONG};
    return n;
  }
  if (v < tree->of.number) tree->left = insert(tree->left, v);
  else tree->right = insert(tree->right, v);
  tree->flag++;
  return tree;
}

int dispatch(int op, int a, int b) {
  static int calls;
  int (*const functions[])(int) = {0};
  calls++;
  switch (op) {
  case 0: return a + b;
  case 1: return a - b;
  case 2 ... 5: return a * op;
  case 100: goto end;
  case -7: return functions[0] ? functions[0](a) : calls;
  default: break;
  }
  do {
    a = a >> 1 ^ b << 2;
  } while (a > 10 && b-- > 0);
end:
  return MAX(a, b) + sizeof(Node) + PASTE(sha, red);
}

struct Big {
  double a, b;
  int c[10];
};
struct Big by_value(struct Big x, struct Big *y) {
  struct Big copy = *y;
  copy.c[x.c[0] & 7] += x.c[1];
  copy.a = x.a > copy.b ? x.a : copy.b;
  return copy;
}

int main(int argc, char **argv) {
  struct Big one = {1.5, 2.5, {1, 2, 3}}, two = by_value(one, &one);
  char buffer[argc * 3 + 1];
  buffer[0] = argv[0][0];
  printf("%s %s %d %f\n", names[KIND_LONG], STRING(a "b" c), COUNT(1, 2, 3, 4), floating(two.a, single, table[2][2]));
  asm volatile("nop; addl $1, %0" : "+r"(argc));
  Node *tree = insert(insert(0, mixed(1, 2, 3, 4, 5, 6)), -1L);
  return dispatch(argc, (int)tree->of.number, sizeof buffer > 3 && !uninitialised);
}
