/*
 * LivePerson reduced to the answers of a day without trouble, at so little cost that no server measured in front of it
 * waits for it. One thread, HTTP/1.1, at most one request at a time on a connection.
 *
 *   upstream [delay in microseconds]
 *
 * Prints its URL. GET /__last answers the last POST as it came, for a look at what a server sends.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BUFFER = 128 * 1024 };

struct connection {
  char *buffer; /* NULL while there is no connection */
  size_t length;
};

struct waiting {
  int fd;
  long long due;
};

static struct connection connections[FD_SETSIZE];
static struct waiting queue[FD_SETSIZE]; /* a ring: the delay is the same for all, so the first is due first */
static unsigned queue_head, queue_tail;
static char last[BUFFER];
static size_t last_length;
static unsigned conversations;
static long long delay_us;

/* Claims as LivePerson's tokens have them, until 2100; nobody checks the signature. */
static const char app_token[] =
    "{\"access_token\":\"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJhdWQiOiJhY2M6MTIzNDU2NzgiLCJhenAiOiJjbGllbnQiLCJzY29wZSI6Im1zZy5jb25zdW1lciIsImlzcyI6Imh0dHBzOi8vc2VudGluZWwiLCJleHAiOjQxMDI0NDQ4MDAsImlhdCI6MTc5NTI1NTIwMH0."
    "c2lnbmF0dXJl\"}";
static const char consumer_token[] =
    "{\"token\":\"eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJzdWIiOiJjb25zdW1lciIsImF1ZCI6ImFjYzoxMjM0NTY3OCIsImlzcyI6Imh0dHBzOi8vaWRwIiwiZXhwIjo0MTAyNDQ0ODAwLCJpYXQiOjE3OTUyNTUyMDAsImxwX2NvbnN1bWVyX2lkIjoiNWM1YmIzYWI1NmM4IiwibHBfc2RlcyI6W119."
    "c2lnbmF0dXJl\"}";

static long long now_us(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000000LL + time.tv_nsec / 1000;
}

static void hang_up(int fd) {
  close(fd);
  free(connections[fd].buffer);
  connections[fd].buffer = NULL;
}

static void send_answer(int fd, const char *body, size_t length) {
  char head[160];
  int head_length = snprintf(head, sizeof head,
                             "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n\r\n", length);
  if (head_length + length < 2048) {
    char whole[2048];
    memcpy(whole, head, head_length);
    memcpy(whole + head_length, body, length);
    (void)!write(fd, whole, head_length + length);
  } else {
    (void)!write(fd, head, head_length);
    (void)!write(fd, body, length);
  }
}

static void answer_batch(int fd) {
  char body[256];
  int length = snprintf(body, sizeof body,
                        "[{\"code\":\"OK\",\"body\":{\"msg\":\"OK User Profile set successfully\"},\"reqId\":\"1\"},"
                        "{\"code\":\"OK\",\"body\":{\"conversationId\":\"%08x-0000-4000-8000-000000000000\"},\"reqId\":\"2\"}]",
                        ++conversations);
  send_answer(fd, body, length);
}

static void answer_services(int fd) {
  struct sockaddr_in address;
  socklen_t size = sizeof address;
  getsockname(fd, (struct sockaddr *)&address, &size);
  char body[512], host[32];
  snprintf(host, sizeof host, "127.0.0.1:%d", ntohs(address.sin_port));
  int length = snprintf(body, sizeof body,
                        "{\"baseURIs\":[{\"service\":\"asyncMessagingEnt\",\"baseURI\":\"%s\"},"
                        "{\"service\":\"sentinel\",\"baseURI\":\"%s\"},{\"service\":\"idp\",\"baseURI\":\"%s\"},"
                        "{\"service\":\"smt\",\"baseURI\":\"%s\"}]}",
                        host, host, host, host);
  send_answer(fd, body, length);
}

static int path_has(const char *request, size_t length, const char *part) {
  const char *end = memchr(request, '\r', length);
  return end != NULL && memmem(request, end - request, part, strlen(part)) != NULL;
}

static void answer(int fd, const char *request, size_t length) {
  if (path_has(request, length, "/__last")) send_answer(fd, last, last_length);
  else if (path_has(request, length, "/service/")) answer_services(fd);
  else if (path_has(request, length, "/app/token")) send_answer(fd, app_token, sizeof app_token - 1);
  else if (path_has(request, length, "/consumer?")) send_answer(fd, consumer_token, sizeof consumer_token - 1);
  else {
    memcpy(last, request, length);
    last_length = length;
    if (delay_us == 0) answer_batch(fd);
    else {
      queue[queue_tail] = (struct waiting){fd, now_us() + delay_us};
      queue_tail = (queue_tail + 1) % FD_SETSIZE;
    }
  }
}

/* The length of the first request in the buffer, or 0 while it is not whole. */
static size_t whole_request(const char *buffer, size_t length) {
  const char *end = memmem(buffer, length, "\r\n\r\n", 4);
  if (end == NULL) return 0;
  size_t head = end - buffer + 4;
  for (const char *line = buffer; line < end; line = (const char *)memchr(line, '\n', head) + 1) {
    if (strncasecmp(line, "content-length:", 15) == 0) {
      size_t whole = head + strtoul(line + 15, NULL, 10);
      return whole <= length ? whole : 0;
    }
    if (strncasecmp(line, "transfer-encoding:", 18) == 0) {
      const char *last_chunk = memmem(end, length - head + 4, "\r\n0\r\n\r\n", 7);
      return last_chunk == NULL ? 0 : (size_t)(last_chunk - buffer + 7);
    }
  }
  return head;
}

static void take(int fd) {
  struct connection *connection = &connections[fd];
  ssize_t got = recv(fd, connection->buffer + connection->length, BUFFER - connection->length, MSG_DONTWAIT);
  if (got <= 0) {
    hang_up(fd);
    return;
  }
  connection->length += got;
  size_t whole;
  while ((whole = whole_request(connection->buffer, connection->length)) > 0) {
    answer(fd, connection->buffer, whole);
    connection->length -= whole;
    memmove(connection->buffer, connection->buffer + whole, connection->length);
  }
  if (connection->length == BUFFER) hang_up(fd);
}

static void greet(int listener) {
  int fd = accept(listener, NULL, NULL);
  if (fd < 0) return;
  if (fd >= FD_SETSIZE) {
    close(fd);
    return;
  }
  int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  connections[fd] = (struct connection){malloc(BUFFER), 0};
}

static void answer_due(void) {
  while (queue_head != queue_tail && queue[queue_head].due <= now_us()) {
    int fd = queue[queue_head].fd;
    queue_head = (queue_head + 1) % FD_SETSIZE;
    if (connections[fd].buffer != NULL) answer_batch(fd);
  }
}

int main(int count, char **arguments) {
  if (count > 1) delay_us = atoll(arguments[1]);
  signal(SIGPIPE, SIG_IGN);
  int listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  socklen_t size = sizeof address;
  if (bind(listener, (struct sockaddr *)&address, size) != 0 || listen(listener, 512) != 0) {
    perror("upstream");
    return 1;
  }
  getsockname(listener, (struct sockaddr *)&address, &size);
  printf("http://127.0.0.1:%d\n", ntohs(address.sin_port));
  fflush(stdout);
  for (;;) {
    fd_set readable;
    FD_ZERO(&readable);
    FD_SET(listener, &readable);
    int highest = listener;
    for (int fd = 0; fd < FD_SETSIZE; fd++) {
      if (connections[fd].buffer == NULL) continue;
      FD_SET(fd, &readable);
      if (fd > highest) highest = fd;
    }
    struct timeval wait = {0}, *timeout = NULL;
    if (queue_head != queue_tail) {
      long long left = queue[queue_head].due - now_us();
      if (left > 0) wait = (struct timeval){left / 1000000, left % 1000000};
      timeout = &wait;
    }
    if (select(highest + 1, &readable, NULL, NULL, timeout) < 0) continue;
    answer_due();
    for (int fd = 0; fd <= highest; fd++) {
      if (!FD_ISSET(fd, &readable)) continue;
      if (fd == listener) greet(listener);
      else if (connections[fd].buffer != NULL) take(fd);
    }
  }
}
