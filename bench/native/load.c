/*
 * Sends requests over kept connections, as fast as they are answered or at a fixed rate, at little cost.
 *
 *   load PORT CONNECTIONS SECONDS COUNT RATE FILE EXPECTED
 *
 * Ends after SECONDS or COUNT requests, whichever is first (0: no such bound). RATE is requests a second; 0 sends the
 * next as soon as one is answered. At a rate, the time of an answer counts from when its request was due, so a server
 * that stalls can't hide it; times of the first second, in which it gets all connections at once, don't count.
 *
 * FILE holds whole HTTP requests, each after a line with its length in bytes; they are sent in turn, with a new number in
 * place of every ################. In place of @@@N@@@@@@@@@@@@, which is as long, comes a number below N in Base64, of
 * twelve digits, each time the next one. An answer is good when it is a 200 that has EXPECTED.
 *
 * Prints one line of JSON; times in microseconds.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/resource.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 64 * 1024, PLACE = 16, DIGITS = 12, MAX_PLACES = 4, MAX_SAMPLES = 4000000 };
static const char placeholder[] = "################", consumer_mark[] = "@@@";
static const long long GRACE_US = 10000000, LEAD_US = 1000000;

struct place {
  char *at;
  long long below; /* 0: the number as it is */
};

struct request {
  char *text;
  size_t length;
  struct place places[MAX_PLACES];
  int place_count;
};

struct connection {
  int fd;
  int busy;
  long long due;
  size_t length;
  char *buffer;
};

static struct request *requests;
static size_t request_count, next_request;
static struct connection *connections;
static int connection_count;
static unsigned short port;
static const char *expected;
static long long number;
static unsigned *samples;
static size_t good, bad, timed;
static long long timed_from;

static long long now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static void fail(const char *what) {
  perror(what);
  exit(1);
}

static void find_places(struct request *request, const char *mark) {
  char *from = request->text, *end = request->text + request->length;
  while ((from = memmem(from, end - from, mark, strlen(mark))) != NULL) {
    if (request->place_count == MAX_PLACES || end - from < PLACE) {
      fprintf(stderr, "expected at most %d whole marks in a request\n", MAX_PLACES);
      exit(2);
    }
    long long below = mark == consumer_mark ? atoll(from + strlen(mark)) : 0;
    request->places[request->place_count++] = (struct place){from, below};
    from += PLACE;
  }
}

static void read_requests(const char *path) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) fail(path);
  size_t length;
  while (fscanf(file, "%zu", &length) == 1) {
    fgetc(file);
    requests = realloc(requests, (request_count + 1) * sizeof *requests);
    char *text = malloc(length + 1);
    if (fread(text, 1, length, file) != length) fail(path);
    text[length] = 0;
    struct request *request = &requests[request_count++];
    *request = (struct request){.text = text, .length = length};
    find_places(request, placeholder);
    find_places(request, consumer_mark);
  }
  fclose(file);
  if (request_count == 0) fail("no requests");
}

static void connect_to_server(struct connection *connection) {
  connection->fd = socket(AF_INET, SOCK_STREAM, 0);
  connection->busy = 0;
  connection->length = 0;
  struct sockaddr_in address = {
      .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  if (connect(connection->fd, (struct sockaddr *)&address, sizeof address) != 0) fail("connect");
  int on = 1;
  setsockopt(connection->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

static void fill(struct place *place) {
  static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  char digits[PLACE + 8];
  if (place->below == 0) {
    snprintf(digits, sizeof digits, "%016lld", number);
    memcpy(place->at, digits, PLACE);
    return;
  }
  snprintf(digits, sizeof digits, "%012lld", number % place->below);
  for (int each = 0; each < DIGITS / 3; each++) {
    unsigned three = digits[3 * each] << 16 | digits[3 * each + 1] << 8 | digits[3 * each + 2];
    for (int of = 0; of < 4; of++) place->at[4 * each + of] = alphabet[three >> (18 - 6 * of) & 63];
  }
}

static void send_next(struct connection *connection, long long due) {
  struct request *request = &requests[next_request];
  next_request = (next_request + 1) % request_count;
  for (int each = 0; each < request->place_count; each++) fill(&request->places[each]);
  number++;
  connection->busy = 1;
  connection->due = due;
  (void)!send(connection->fd, request->text, request->length, 0);
}

/* 1 when the buffer holds a whole answer, 0 while it does not. */
static int is_whole(struct connection *connection) {
  char *buffer = connection->buffer;
  char *end = memmem(buffer, connection->length, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  size_t head = end - buffer + 4;
  for (char *line = buffer; line < end; line = (char *)memchr(line, '\n', head) + 1) {
    if (strncasecmp(line, "content-length:", 15) == 0) {
      return connection->length >= head + strtoul(line + 15, NULL, 10);
    }
    if (strncasecmp(line, "transfer-encoding:", 18) == 0) {
      return memcmp(buffer + connection->length - 5, "0\r\n\r\n", 5) == 0;
    }
  }
  return 1;
}

static int is_good(struct connection *connection) {
  return memcmp(connection->buffer, "HTTP/1.1 200", 12) == 0 &&
         memmem(connection->buffer, connection->length, expected, strlen(expected)) != NULL;
}

static void take(struct connection *connection) {
  ssize_t got = recv(connection->fd, connection->buffer + connection->length, BUFFER - connection->length, MSG_DONTWAIT);
  if (got <= 0) {
    if (connection->busy) bad++;
    close(connection->fd);
    connect_to_server(connection);
    return;
  }
  connection->length += got;
  if (!is_whole(connection)) return;
  long long took = now_us() - connection->due;
  if (!is_good(connection)) bad++;
  else {
    good++;
    if (connection->due >= timed_from && timed < MAX_SAMPLES) samples[timed++] = took > 0 ? (unsigned)took : 0;
  }
  connection->busy = 0;
  connection->length = 0;
}

static int by_size(const void *a, const void *b) {
  unsigned left = *(const unsigned *)a, right = *(const unsigned *)b;
  return (left > right) - (left < right);
}

static unsigned percentile(double share) {
  if (timed == 0) return 0;
  size_t index = (size_t)(share * timed);
  return samples[index < timed ? index : timed - 1];
}

int main(int count, char **arguments) {
  if (count != 8) {
    fprintf(stderr, "usage: load PORT CONNECTIONS SECONDS COUNT RATE FILE EXPECTED\n");
    return 2;
  }
  port = (unsigned short)atoi(arguments[1]);
  connection_count = atoi(arguments[2]);
  double seconds = atof(arguments[3]);
  long long most = atoll(arguments[4]);
  double rate = atof(arguments[5]);
  read_requests(arguments[6]);
  expected = arguments[7];
  signal(SIGPIPE, SIG_IGN);
  samples = malloc(MAX_SAMPLES * sizeof *samples);
  struct timespec wall;
  clock_gettime(CLOCK_REALTIME, &wall);
  number = wall.tv_sec * 1000000LL + wall.tv_nsec / 1000;
  connections = calloc(connection_count, sizeof *connections);
  for (int each = 0; each < connection_count; each++) {
    connections[each].buffer = malloc(BUFFER);
    connect_to_server(&connections[each]);
  }
  long long start = now_us(), sent = 0, busy = 0;
  timed_from = rate > 0 ? start + LEAD_US : start;
  long long stop = seconds > 0 ? start + (long long)(seconds * 1e6) : start + 3600000000LL;
  for (;;) {
    long long now = now_us();
    int sending = now < stop && (most == 0 || sent < most);
    long long due = rate > 0 ? start + (long long)(sent * 1e6 / rate) : now;
    for (int each = 0; sending && each < connection_count && due <= now; each++) {
      if (connections[each].busy) continue;
      send_next(&connections[each], due);
      sent++;
      sending = most == 0 || sent < most;
      if (rate > 0) due = start + (long long)(sent * 1e6 / rate);
    }
    fd_set readable;
    FD_ZERO(&readable);
    int highest = 0;
    busy = 0;
    for (int each = 0; each < connection_count; each++) {
      busy += connections[each].busy;
      FD_SET(connections[each].fd, &readable);
      if (connections[each].fd > highest) highest = connections[each].fd;
    }
    if (!sending && (busy == 0 || now > stop + GRACE_US)) break;
    long long until = sending && rate > 0 && due > now ? due - now : 1000000;
    struct timeval wait = {until / 1000000, until % 1000000};
    if (select(highest + 1, &readable, NULL, NULL, &wait) <= 0) continue;
    for (int each = 0; each < connection_count; each++) {
      if (FD_ISSET(connections[each].fd, &readable)) take(&connections[each]);
    }
  }
  double took = (now_us() - start) / 1e6;
  struct rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  double cpu = usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  qsort(samples, timed, sizeof *samples, by_size);
  printf("{\"good\":%zu,\"bad\":%zu,\"unanswered\":%lld,\"seconds\":%.6f,\"cpuSeconds\":%.6f,"
         "\"p50\":%u,\"p90\":%u,\"p99\":%u,\"max\":%u}\n",
         good, bad, busy, took, cpu, percentile(0.5), percentile(0.9), percentile(0.99), percentile(1));
  return 0;
}
