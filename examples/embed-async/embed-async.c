/* Two guests on one thread, which talk to each other through sockets. Each waits in a call of a host function; meanwhile its
 * own call is suspended, and an epoll loop goes on with whoever has received something. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <wvm.h>

/* Answers every number with the next one, until 7. */
static const char *guest = "(module"
                           "  (import \"host\" \"receive\" (func $receive (result i32)))"
                           "  (import \"host\" \"send\" (func $send (param i32)))"
                           "  (func (export \"play\") (param $first i32) (result i32) (local $n i32)"
                           "    (if (local.get $first) (then (call $send (local.get $first))))"
                           "    (loop $more"
                           "      (local.set $n (call $receive))"
                           "      (if (i32.ge_s (local.get $n) (i32.const 7)) (then (return (local.get $n))))"
                           "      (call $send (i32.add (local.get $n) (i32.const 1)))"
                           "      (br_if $more (i32.lt_s (local.get $n) (i32.const 6))))"
                           "    (i32.add (local.get $n) (i32.const 1))))";

typedef struct Player {
  const char *name;
  int socket;
  wvm_store_t *store;
  wvm_call_t *call; /* suspended in `receive`; NULL: at its end */
  wvm_val_t result;
} Player;

static void check(wvm_error_t *e) {
  if (!e) return;
  fprintf(stderr, "%s\n", wvm_error_message(e));
  exit(1);
}

/* The number will be there later: the guest's call is suspended until then. */
static wvm_error_t *receive(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)env, (void)args, (void)results;
  return wvm_caller_suspend(caller, NULL);
}

static wvm_error_t *send_number(void *env, wvm_caller_t *caller, const wvm_val_t *args, wvm_val_t *results) {
  (void)caller, (void)results;
  const Player *p = env;
  printf("%s sends %d\n", p->name, args[0].of.i32);
  if (write(p->socket, &args[0].of.i32, sizeof args[0].of.i32) < 0) return wvm_error_new(WVM_ERROR_TRAP, "nobody listens");
  return NULL;
}

static void begin(Player *p, wvm_engine_t *engine, const wvm_module_t *module, int first) {
  static const wvm_valtype_t i32 = {.kind = WVM_I32};
  const wvm_functype_t receives = {.result_count = 1, .results = &i32}, sends = {.param_count = 1, .params = &i32};
  wvm_linker_t *linker;
  wvm_instance_t *instance;
  wvm_extern_t play;
  check(wvm_store_new(engine, &p->store));
  check(wvm_linker_new(p->store, &linker));
  check(wvm_linker_define_func(linker, "host", "receive", &receives, receive, p));
  check(wvm_linker_define_func(linker, "host", "send", &sends, send_number, p));
  check(wvm_linker_instantiate(linker, module, &instance));
  wvm_linker_delete(linker);
  if (!wvm_instance_export(instance, "play", &play)) exit(1);
  const wvm_val_t arg = {.kind = WVM_I32, .of = {.i32 = first}};
  check(wvm_func_start(play.of.func, &arg, 1, &p->result, 1, &p->call));
}

/* Something has come: goes on with it. */
static void go_on(Player *p) {
  wvm_val_t number = {.kind = WVM_I32};
  if (read(p->socket, &number.of.i32, sizeof number.of.i32) != sizeof number.of.i32) exit(1);
  check(wvm_call_resume(&p->call, &number, 1, &p->result, 1));
  if (!p->call) printf("%s ends with %d\n", p->name, p->result.of.i32);
}

int main(void) {
  wvm_engine_t *engine;
  wvm_module_t *module;
  check(wvm_engine_new(NULL, &engine));
  check(wvm_module_new_text(engine, guest, strlen(guest), &module));
  int sockets[2], loop = epoll_create1(0);
  if (loop < 0 || socketpair(AF_UNIX, SOCK_STREAM, 0, sockets)) return 1;

  Player players[2] = {{.name = "ping", .socket = sockets[0]}, {.name = "pong", .socket = sockets[1]}};
  for (int k = 0; k < 2; k++) {
    struct epoll_event wanted = {.events = EPOLLIN, .data = {.ptr = &players[k]}};
    if (epoll_ctl(loop, EPOLL_CTL_ADD, players[k].socket, &wanted)) return 1;
    begin(&players[k], engine, module, k == 0);
  }
  while (players[0].call || players[1].call) {
    struct epoll_event event;
    if (epoll_wait(loop, &event, 1, -1) == 1) go_on(event.data.ptr);
  }

  for (int k = 0; k < 2; k++) {
    wvm_store_delete(players[k].store);
    close(sockets[k]);
  }
  close(loop);
  wvm_module_delete(module);
  wvm_engine_delete(engine);
  return 0;
}
