/* Pointers: linked lists, merge sorted, searched, reversed. */
#include "bench.h"
typedef struct Node {
  struct Node *next;
  uint32_t key, data;
} Node;
enum { NODES = 4000 };
static Node nodes[NODES];
static NOINLINE Node *merge(Node *a, Node *b, int by_data) {
  Node head = {0}, *tail = &head;
  while (a && b) {
    int less = by_data ? a->data <= b->data : a->key <= b->key;
    Node **from = less ? &a : &b;
    tail->next = *from;
    tail = *from;
    *from = (*from)->next;
  }
  tail->next = a ? a : b;
  return head.next;
}
static NOINLINE Node *sort(Node *list, int by_data) {
  Node *runs[20] = {0};
  while (list) {
    Node *next = list->next;
    list->next = 0;
    int i = 0;
    for (; runs[i]; i++) {
      list = merge(runs[i], list, by_data);
      runs[i] = 0;
    }
    runs[i] = list;
    list = next;
  }
  for (int i = 0; i < 20; i++) list = merge(runs[i], list, by_data);
  return list;
}
static NOINLINE Node *reverse(Node *list) {
  Node *r = 0;
  while (list) {
    Node *next = list->next;
    list->next = r;
    r = list;
    list = next;
  }
  return r;
}
static NOINLINE Node *find(Node *list, uint32_t data) {
  while (list && list->data != data) list = list->next;
  return list;
}
static uint64_t work(void) {
  uint64_t sum = 1;
  for (int i = 0; i < NODES; i++)
    nodes[i] = (Node){i + 1 < NODES ? &nodes[i + 1] : 0, random_u32(), random_u32() % 5000};
  Node *list = nodes;
  for (int round = 0; round < 20; round++) {
    list = sort(list, round & 1);
    for (uint32_t i = 0; i < 200; i++) {
      Node *n = find(list, random_u32() % 5000);
      sum = mix(sum, n ? n->key : i);
    }
    list = reverse(list);
  }
  return sum;
}
