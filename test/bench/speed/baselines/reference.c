/*
 * The physical limit: the relay node in C, as plain as a node can be that still answers rightly.
 * It trusts its input (Maelstrom's own spelling), holds integers only, and never waits: what it
 * costs is reading, finding the fields, a hash set, and writing.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { CHUNK = 1 << 16, LINE_MAX = 1 << 20, NODES_MAX = 64, NAME_MAX_ = 32, DIGITS_MAX = 24 };

static char out[4 * CHUNK];
static size_t out_length;
static char self[NAME_MAX_];
static char neighbours[NODES_MAX][NAME_MAX_];
static char heads[NODES_MAX][256];
static int neighbour_count;

static int64_t *slots;
static size_t slot_count, value_count;
static char *values_text;
static size_t text_length, text_capacity;

static void flush(void) {
  for (size_t at = 0; at < out_length;) {
    ssize_t n = write(1, out + at, out_length - at);
    if (n < 0) exit(0);
    at += (size_t)n;
  }
  out_length = 0;
}

static void put(const char *text, size_t length) {
  if (length > sizeof out) {
    flush();
    for (size_t at = 0; at < length;) {
      ssize_t n = write(1, text + at, length - at);
      if (n < 0) exit(0);
      at += (size_t)n;
    }
    return;
  }
  if (out_length + length > sizeof out) flush();
  memcpy(out + out_length, text, length);
  out_length += length;
}

static void put_text(const char *text) { put(text, strlen(text)); }

/* Writes the digits before `end` and returns where they begin. */
static char *format(char *end, int64_t number) {
  uint64_t rest = number < 0 ? -(uint64_t)number : (uint64_t)number;
  do *--end = (char)('0' + rest % 10); while (rest /= 10);
  if (number < 0) *--end = '-';
  return end;
}

static void put_number(int64_t number) {
  char digits[DIGITS_MAX];
  char *at = format(digits + sizeof digits, number);
  put(at, (size_t)(digits + sizeof digits - at));
}

static int add(int64_t value) {
  if (value_count * 2 >= slot_count) {
    size_t old_count = slot_count;
    int64_t *old = slots;
    slot_count = slot_count ? slot_count * 2 : 1024;
    slots = malloc(slot_count * sizeof *slots);
    memset(slots, 0xff, slot_count * sizeof *slots);
    for (size_t i = 0; i < old_count; i++) {
      if (old[i] == -1) continue;
      size_t at = (uint64_t)old[i] * 0x9e3779b97f4a7c15u >> 20 & (slot_count - 1);
      while (slots[at] != -1) at = (at + 1) & (slot_count - 1);
      slots[at] = old[i];
    }
    free(old);
  }
  size_t at = (uint64_t)value * 0x9e3779b97f4a7c15u >> 20 & (slot_count - 1);
  while (slots[at] != -1) {
    if (slots[at] == value) return 0;
    at = (at + 1) & (slot_count - 1);
  }
  slots[at] = value;
  value_count++;
  if (text_length + 24 > text_capacity) {
    text_capacity = text_capacity ? text_capacity * 2 : 4096;
    values_text = realloc(values_text, text_capacity);
  }
  char digits[DIGITS_MAX];
  char *first = format(digits + sizeof digits, value);
  if (text_length) values_text[text_length++] = ',';
  memcpy(values_text + text_length, first, (size_t)(digits + sizeof digits - first));
  text_length += (size_t)(digits + sizeof digits - first);
  return 1;
}

static char *find(char *line, const char *key) {
  char *at = strstr(line, key);
  return at ? at + strlen(key) : NULL;
}

static size_t name_length(const char *at) { return (size_t)(strchr(at, '"') - at); }

static void reply(const char *src, size_t src_length, const char *type, int64_t msg_id) {
  put_text("{\"src\":\"");
  put_text(self);
  put_text("\",\"dest\":\"");
  put(src, src_length);
  put_text("\",\"body\":{\"type\":\"");
  put_text(type);
  if (strcmp(type, "read_ok") == 0) {
    put_text("\",\"messages\":[");
    put(values_text, text_length);
    put_text("],\"in_reply_to\":");
  } else {
    put_text("\",\"in_reply_to\":");
  }
  put_number(msg_id);
  put_text("}}\n");
}

static void learn(char *line) {
  char key[NAME_MAX_ + 8];
  snprintf(key, sizeof key, "\"%s\":[", self);
  char *at = find(line, key);
  while (at && *at == '"') {
    size_t length = name_length(at + 1);
    memcpy(neighbours[neighbour_count], at + 1, length);
    neighbours[neighbour_count][length] = 0;
    snprintf(heads[neighbour_count], sizeof heads[0],
             "{\"src\":\"%s\",\"dest\":\"%s\",\"body\":{\"type\":\"broadcast\",\"message\":", self,
             neighbours[neighbour_count]);
    neighbour_count++;
    at += length + 2;
    if (*at == ',') at++;
  }
}

static void handle(char *line) {
  char *src = find(line, "\"src\":\"");
  char *type = find(line, "\"type\":\"");
  if (!src || !type) return;
  size_t src_length = name_length(src);
  char *id = find(type, "\"msg_id\":");
  int64_t msg_id = id ? strtoll(id, NULL, 10) : -1;
  if (strncmp(type, "broadcast\"", 10) == 0) {
    int64_t value = strtoll(find(type, "\"message\":"), NULL, 10);
    if (id) reply(src, src_length, "broadcast_ok", msg_id);
    if (!add(value)) return;
    char digits[DIGITS_MAX];
    char *first = format(digits + sizeof digits, value);
    for (int i = 0; i < neighbour_count; i++) {
      if (strlen(neighbours[i]) == src_length && memcmp(neighbours[i], src, src_length) == 0) continue;
      put_text(heads[i]);
      put(first, (size_t)(digits + sizeof digits - first));
      put_text("}}\n");
    }
  } else if (strncmp(type, "read\"", 5) == 0) {
    reply(src, src_length, "read_ok", msg_id);
  } else if (strncmp(type, "init\"", 5) == 0) {
    char *name = find(type, "\"node_id\":\"");
    memcpy(self, name, name_length(name));
    reply(src, src_length, "init_ok", msg_id);
  } else if (strncmp(type, "topology\"", 9) == 0) {
    learn(type);
    reply(src, src_length, "topology_ok", msg_id);
  }
}

int main(void) {
  static char in[LINE_MAX + CHUNK];
  size_t length = 0;
  for (;;) {
    ssize_t n = read(0, in + length, CHUNK);
    if (n <= 0) break;
    length += (size_t)n;
    size_t start = 0;
    char *end;
    while ((end = memchr(in + start, '\n', length - start))) {
      *end = 0;
      handle(in + start);
      start = (size_t)(end - in) + 1;
    }
    memmove(in, in + start, length - start);
    length -= start;
    flush();
  }
  return 0;
}
