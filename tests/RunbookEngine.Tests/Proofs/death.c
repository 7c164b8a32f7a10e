/* Loaded into the engine by a test: ends the process at an exact call that would change the store, or counts those calls.
   It takes itself out of the environment, so that no command of the engine has it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;
static long at = -1;
static char mode, kind, folder[4096], counts[4096];

__attribute__((constructor)) static void begin(void) {
    const char *n = getenv("DEATH_AT"), *m = getenv("DEATH_MODE"), *k = getenv("DEATH_KIND"), *f = getenv("DEATH_STORE"), *c = getenv("DEATH_COUNT");
    if (!f || !k) return;
    snprintf(folder, sizeof folder, "%s", f);
    snprintf(counts, sizeof counts, "%s", c ? c : "");
    at = n ? atol(n) : -1;
    mode = m ? m[0] : 'b';
    kind = k[0];
    unsetenv("LD_PRELOAD");
    unsetenv("DEATH_AT"); unsetenv("DEATH_MODE"); unsetenv("DEATH_KIND"); unsetenv("DEATH_STORE"); unsetenv("DEATH_COUNT");
}

__attribute__((destructor)) static void end(void) {
    if (!counts[0]) return;
    FILE *file = fopen(counts, "w");
    if (file) { fprintf(file, "%ld\n", (long)calls); fclose(file); }
}

static int is_store(int fd) {
    char link[64], path[4096];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t length = readlink(link, path, sizeof path - 1);
    if (length < 0) return 0;
    path[length] = 0;
    return strncmp(path, folder, strlen(folder)) == 0;
}

static void die(void) { kill(getpid(), SIGKILL); for (;;) pause(); }

/* Whether this call is the one. */
static int is_it(int fd, char of) { return folder[0] && kind == of && is_store(fd) && atomic_fetch_add(&calls, 1) + 1 == at; }

static int flushed(int fd, const char *name) {
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    int it = is_it(fd, 'f');
    if (it && mode == 'b') die();
    int result = real(fd);
    if (it) die();
    return result;
}

static ssize_t written(int fd, const void *bytes, size_t count, off_t offset, const char *name) {
    ssize_t (*real)(int, const void *, size_t, off_t) = (ssize_t (*)(int, const void *, size_t, off_t))dlsym(RTLD_NEXT, name);
    int it = is_it(fd, 'w');
    if (it && mode == 'b') die();
    if (it && mode == 't') { real(fd, bytes, count / 2, offset); die(); }
    ssize_t result = real(fd, bytes, count, offset);
    if (it) die();
    return result;
}

int fdatasync(int fd) { return flushed(fd, "fdatasync"); }
int fsync(int fd) { return flushed(fd, "fsync"); }
ssize_t pwrite(int fd, const void *bytes, size_t count, off_t offset) { return written(fd, bytes, count, offset, "pwrite"); }
ssize_t pwrite64(int fd, const void *bytes, size_t count, off64_t offset) { return written(fd, bytes, count, offset, "pwrite64"); }
