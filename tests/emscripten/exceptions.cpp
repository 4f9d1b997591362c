// C++ exceptions; compiled without and with -fwasm-exceptions. Also runs natively: the outputs are equal.
#include <cstdio>
#include <exception>

struct Base {
  virtual ~Base() {}
  virtual const char *name() const { return "base"; }
};
struct Other {
  int room[4];
  virtual ~Other() {}
};
struct Derived : Other, Base { // its Base stands behind its Other: a catch clause for it gets another address
  const char *text;
  explicit Derived(const char *t) : text(t) {}
  const char *name() const override { return text; }
  ~Derived() { printf("~Derived %s\n", text); }
};
struct Guard {
  int number;
  ~Guard() { printf("~Guard %d\n", number); }
};

static void raise(int k) {
  Guard g{k};
  switch (k) {
  case 0: throw Derived("derived");
  case 1: throw "text";
  case 2: throw new Derived("on the heap");
  case 3: throw 3.5;
  case 4: throw 7L;
  default: break;
  }
}

static void between(int k) {
  Guard g{k + 100};
  try {
    raise(k);
  } catch (double x) {
    printf("double %g, on its way again\n", x);
    throw;
  }
}

static void handle(int k) {
  try {
    between(k);
    printf("none\n");
  } catch (const Base &b) {
    printf("Base %s\n", b.name());
  } catch (const char *s) {
    printf("text %s\n", s);
  } catch (Base *p) {
    printf("pointer %s\n", p->name());
    delete p;
  } catch (...) {
    printf("something; %d on their way\n", std::uncaught_exceptions());
    try {
      throw 1;
    } catch (int i) {
      printf("another within: %d\n", i);
    }
  }
}

struct Count {
  int *to;
  ~Count() { ++*to; }
};

static __attribute__((noinline)) int deep(int n, int *destroyed) { // each call is one that may throw
  Count c{destroyed};
  try {
    if (n == 0) throw 1;
    return deep(n - 1, destroyed) + 1;
  } catch (long) {
    return 0;
  }
}

int main(int argc, char **) {
  if (argc > 1) throw 5;
  for (int k = 0; k < 6; k++) handle(k);
  for (int k = 0; k < 2000; k++) { // nothing is kept
    try {
      try {
        throw Other();
      } catch (...) {
        std::rethrow_exception(std::current_exception());
      }
    } catch (const Other &) {
    }
  }
  int destroyed = 0;
  try {
    deep(600, &destroyed);
  } catch (int i) {
    printf("from the depth %d, %d destroyed\n", i, destroyed);
  }
  printf("end\n");
  return 0;
}
