/* Lets a call that writes into a watched folder fail, kills at it, or stops there while somebody looks: built by
 * walk.py, loaded with LD_PRELOAD.
 *
 * Calls are counted over all processes that part from the one that armed it, so that "the tenth" is one call of many. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

#define NEXT(name) ((__typeof__(name) *)dlsym(RTLD_NEXT, #name))

static long *count;
static long strike_at;
static int strike_with; /* 0 for a kill, otherwise an errno */
static char watched[PATH_MAX];
static __thread int inside;
#define KEPT 20000
#define NAMED 200
static char (*called)[NAMED]; /* what each call was, by its number */
static int ask = -1, answer = -1; /* pipes: to who looks, and back */
static pthread_mutex_t *one_at_a_time;

/* From now on every call tells who looks, and waits until it has looked; all other calls wait as well. */
void strike_look(int to, int from) {
  pthread_mutexattr_t shared;
  pthread_mutexattr_init(&shared);
  pthread_mutexattr_setpshared(&shared, PTHREAD_PROCESS_SHARED);
  if (!one_at_a_time)
    one_at_a_time = mmap(NULL, sizeof *one_at_a_time, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  pthread_mutex_init(one_at_a_time, &shared);
  ask = to;
  answer = from;
}

static void be_looked_at(void) {
  char word = 0;
  pthread_mutex_lock(one_at_a_time);
  if (NEXT(write)(ask, &word, 1) == 1 && read(answer, &word, 1) < 0) abort();
  pthread_mutex_unlock(one_at_a_time);
}

void strike_arm(const char *folder, long at, int with) {
  if (!count) count = mmap(NULL, sizeof *count, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (!called)
    called = mmap(NULL, KEPT * sizeof *called, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  *count = 0;
  strike_at = at;
  strike_with = with;
  snprintf(watched, sizeof watched, "%s", folder);
}

void strike_disarm(void) {
  watched[0] = 0;
  ask = -1;
}

long strike_count(void) { return count ? *count : 0; }

/* The name of a call and the end of its path; empty where there was none. */
const char *strike_called(long number) { return number > 0 && number <= KEPT ? called[number - 1] : ""; }

static int is_watched(int folder, const char *path, char *whole) {
  char link[64];
  ssize_t length = 0;
  if (path && path[0] == '/') {
    snprintf(whole, PATH_MAX, "%s", path);
    return strncmp(path, watched, strlen(watched)) == 0;
  }
  if (folder == AT_FDCWD) snprintf(link, sizeof link, "/proc/self/cwd");
  else snprintf(link, sizeof link, "/proc/self/fd/%d", folder);
  length = readlink(link, whole, PATH_MAX - 1);
  if (length <= 0) return 0;
  whole[length] = 0;
  if (strncmp(whole, watched, strlen(watched)) != 0) return 0;
  if (path) snprintf(whole + length, PATH_MAX - length, "/%s", path);
  return 1;
}

/* Tell whether this call fails. A full disk stays full for what needs room; everything else happens once. */
static int is_struck(const char *name, int folder, const char *path, int needs_room) {
  char whole[PATH_MAX];
  if (inside || !watched[0] || !is_watched(folder, path, whole)) return 0;
  inside = 1;
  long number = __sync_add_and_fetch(count, 1);
  if (number <= KEPT) snprintf(called[number - 1], NAMED, "%s %.180s", name, whole + strnlen(watched, strlen(whole)));
  if (ask >= 0) be_looked_at();
  inside = 0;
  if (strike_with == 0 && number == strike_at) {
    kill(0, SIGKILL);
    for (;;) pause();
  }
  if (strike_with == SIGINT + 1000) {
    if (number == strike_at) kill(getpid(), SIGINT);
    return 0;
  }
  int fails = strike_with == ENOSPC ? needs_room && number >= strike_at : number == strike_at;
  if (strike_at > 0 && fails) {
    errno = strike_with;
    return 1;
  }
  return 0;
}

/* With STRIKE_CLOCK the clock of the day goes back by an hour each time it is asked. */
static long back(void) {
  static long hours;
  static int is_asked;
  if (!is_asked) is_asked = getenv("STRIKE_CLOCK") ? 1 : 2;
  return is_asked == 1 ? 3600 * __sync_add_and_fetch(&hours, 1) : 0;
}

#define GUARD(folder, path, room) if (is_struck(__func__, folder, path, room)) return -1

#define OPEN(name) \
  int name(const char *path, int flags, ...) { \
    va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
    if (flags & (O_CREAT | O_TRUNC)) GUARD(AT_FDCWD, path, (flags & O_CREAT) != 0); \
    return NEXT(name)(path, flags, mode); }
#define OPENAT(name) \
  int name(int folder, const char *path, int flags, ...) { \
    va_list more; va_start(more, flags); mode_t mode = va_arg(more, mode_t); va_end(more); \
    if (flags & (O_CREAT | O_TRUNC)) GUARD(folder, path, (flags & O_CREAT) != 0); \
    return NEXT(name)(folder, path, flags, mode); }
OPEN(open) OPEN(open64) OPENAT(openat) OPENAT(openat64)

ssize_t write(int fd, const void *from, size_t size) { GUARD(fd, NULL, 1); return NEXT(write)(fd, from, size); }
ssize_t pwrite(int fd, const void *from, size_t size, off_t at) { GUARD(fd, NULL, 1); return NEXT(pwrite)(fd, from, size, at); }
ssize_t pwrite64(int fd, const void *from, size_t size, off64_t at) { GUARD(fd, NULL, 1); return NEXT(pwrite64)(fd, from, size, at); }
int ftruncate(int fd, off_t size) { GUARD(fd, NULL, 0); return NEXT(ftruncate)(fd, size); }
int ftruncate64(int fd, off64_t size) { GUARD(fd, NULL, 0); return NEXT(ftruncate64)(fd, size); }
int fsync(int fd) { GUARD(fd, NULL, 1); return NEXT(fsync)(fd); }
int fdatasync(int fd) { GUARD(fd, NULL, 1); return NEXT(fdatasync)(fd); }
ssize_t sendfile(int to, int from, off_t *at, size_t size) { GUARD(to, NULL, 1); return NEXT(sendfile)(to, from, at, size); }
ssize_t sendfile64(int to, int from, off64_t *at, size_t size) { GUARD(to, NULL, 1); return NEXT(sendfile64)(to, from, at, size); }
ssize_t copy_file_range(int from, off64_t *a, int to, off64_t *b, size_t size, unsigned flags) {
  GUARD(to, NULL, 1);
  return NEXT(copy_file_range)(from, a, to, b, size, flags);
}
int fchmod(int fd, mode_t mode) { GUARD(fd, NULL, 0); return NEXT(fchmod)(fd, mode); }
int mkdir(const char *path, mode_t mode) { GUARD(AT_FDCWD, path, 1); return NEXT(mkdir)(path, mode); }
int mkdirat(int folder, const char *path, mode_t mode) { GUARD(folder, path, 1); return NEXT(mkdirat)(folder, path, mode); }
int rmdir(const char *path) { GUARD(AT_FDCWD, path, 0); return NEXT(rmdir)(path); }
int unlink(const char *path) { GUARD(AT_FDCWD, path, 0); return NEXT(unlink)(path); }
int unlinkat(int folder, const char *path, int flags) { GUARD(folder, path, 0); return NEXT(unlinkat)(folder, path, flags); }
int chmod(const char *path, mode_t mode) { GUARD(AT_FDCWD, path, 0); return NEXT(chmod)(path, mode); }
int link(const char *from, const char *to) { GUARD(AT_FDCWD, to, 1); return NEXT(link)(from, to); }
int linkat(int one, const char *from, int other, const char *to, int flags) { GUARD(other, to, 1); return NEXT(linkat)(one, from, other, to, flags); }
int rename(const char *from, const char *to) { GUARD(AT_FDCWD, to, 0); return NEXT(rename)(from, to); }
int renameat(int one, const char *from, int other, const char *to) { GUARD(other, to, 0); return NEXT(renameat)(one, from, other, to); }
int renameat2(int one, const char *from, int other, const char *to, unsigned flags) { GUARD(other, to, 0); return NEXT(renameat2)(one, from, other, to, flags); }

int clock_gettime(clockid_t clock, struct timespec *now) {
  int code = NEXT(clock_gettime)(clock, now);
  if (clock == CLOCK_REALTIME) now->tv_sec -= back();
  return code;
}
int gettimeofday(struct timeval *now, void *zone) {
  int code = NEXT(gettimeofday)(now, zone);
  now->tv_sec -= back();
  return code;
}
time_t time(time_t *at) {
  time_t now = NEXT(time)(NULL) - back();
  if (at) *at = now;
  return now;
}
