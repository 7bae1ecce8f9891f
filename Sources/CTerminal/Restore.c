#include "Restore.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "CTerminal.h"

/* Signal handlers have no other place to find their data: hence the state of this file. */
static struct termios saved_modes;
static volatile sig_atomic_t have_modes;
static volatile sig_atomic_t active;
static volatile sig_atomic_t child;
static char restore_bytes[512];
static size_t restore_length;
static int wake[2] = {-1, -1};
static int installed;

/* Standard error is kept in a file while the screen is ours: a message would be drawn over, and would vanish with the
   alternate screen. -1 when it is not redirected. */
static int real_stderr = -1;
static int kept_stderr = -1;

static const int fatal[] = {SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE};
static const int ending[] = {SIGTERM, SIGHUP, SIGINT};
enum { FATAL_COUNT = sizeof fatal / sizeof fatal[0], ENDING_COUNT = sizeof ending / sizeof ending[0] };
static struct sigaction previous_fatal[FATAL_COUNT];
static struct sigaction previous_ending[ENDING_COUNT];
static struct sigaction previous_resize;
static struct sigaction previous_stop;
static char alternate_stack[32768];

static void write_all(int descriptor, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t written = write(descriptor, bytes, length);
    if (written <= 0) {
      if (written < 0 && errno == EINTR) continue;
      return;
    }
    bytes += written;
    length -= (size_t)written;
  }
}

static void redirect_stderr(void) {
  if (kept_stderr >= 0 || !isatty(STDERR_FILENO)) return;
  FILE *file = tmpfile();
  if (!file) return;
  kept_stderr = fcntl(fileno(file), F_DUPFD_CLOEXEC, 3);
  fclose(file);
  if (kept_stderr < 0) return;
  real_stderr = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  if (real_stderr < 0 || dup2(kept_stderr, STDERR_FILENO) < 0) {
    close(kept_stderr);
    kept_stderr = -1;
  }
}

/* Gives standard error back with what was written to it meanwhile. Only async-signal-safe calls. */
static void return_stderr(void) {
  if (kept_stderr < 0) return;
  dup2(real_stderr, STDERR_FILENO);
  char bytes[1024];
  ssize_t length;
  if (lseek(kept_stderr, 0, SEEK_SET) == 0) {
    while ((length = read(kept_stderr, bytes, sizeof bytes)) > 0) write_all(STDERR_FILENO, bytes, (size_t)length);
  }
  close(kept_stderr);
  close(real_stderr);
  kept_stderr = -1;
  real_stderr = -1;
}

/* Files and folders that must not outlive the process. */
enum { MOST_DOOMED = 4, LONGEST_DOOMED = 1024 };
static char doomed[MOST_DOOMED][LONGEST_DOOMED];

void ct_signals_remove(const char *first, const char *second, const char *third, const char *fourth) {
  const char *paths[MOST_DOOMED] = {first, second, third, fourth};
  for (int index = 0; index < MOST_DOOMED; index++) {
    doomed[index][0] = 0;
    if (paths[index] && strlen(paths[index]) < LONGEST_DOOMED) strcpy(doomed[index], paths[index]);
  }
}

static void remove_doomed(void) {
  for (int index = 0; index < MOST_DOOMED; index++) {
    if (doomed[index][0] && unlink(doomed[index]) != 0) rmdir(doomed[index]);
  }
}

/* Only async-signal-safe calls: write, tcsetattr, kill, sigaction, unlink, rmdir, raise. */
static void give_back(void) {
  if (active) {
    active = 0;
    write_all(STDOUT_FILENO, restore_bytes, restore_length);
    return_stderr();
  }
  if (have_modes) tcsetattr(STDIN_FILENO, TCSANOW, &saved_modes);
}

static const struct sigaction *previous(int number) {
  for (int index = 0; index < FATAL_COUNT; index++) {
    if (fatal[index] == number) return &previous_fatal[index];
  }
  for (int index = 0; index < ENDING_COUNT; index++) {
    if (ending[index] == number) return &previous_ending[index];
  }
  return NULL;
}

/* The signal takes its former course afterwards: an exit status that tells of it, a backtrace, a core file. */
static void on_end(int number) {
  int saved_errno = errno;
  if (child > 0 && (number == SIGTERM || number == SIGHUP)) kill((pid_t)child, number);
  remove_doomed();
  give_back();
  const struct sigaction *former = previous(number);
  if (former) {
    sigaction(number, former, NULL);
  } else {
    signal(number, SIG_DFL);
  }
  raise(number);
  errno = saved_errno;
}

static void on_event(int number) {
  int saved_errno = errno;
  char byte = number == SIGWINCH ? CT_WAIT_RESIZED : CT_WAIT_STOP;
  if (wake[1] >= 0 && write(wake[1], &byte, 1) < 0) { /* The pipe is full: it is readable anyway. */ }
  errno = saved_errno;
}

static void install(int number, void (*handler)(int), int flags, struct sigaction *former) {
  struct sigaction action;
  memset(&action, 0, sizeof action);
  action.sa_handler = handler;
  action.sa_flags = flags;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, former);
}

void ct_signals_open(void) {
  if (installed) return;
  installed = 1;
  have_modes = tcgetattr(STDIN_FILENO, &saved_modes) == 0;
  if (pipe(wake) == 0) {
    for (int index = 0; index < 2; index++) {
      fcntl(wake[index], F_SETFD, FD_CLOEXEC);
      fcntl(wake[index], F_SETFL, O_NONBLOCK);
    }
  }
  stack_t stack = {.ss_sp = alternate_stack, .ss_size = sizeof alternate_stack};
  stack_t present;
  if (sigaltstack(NULL, &present) == 0 && (present.ss_flags & SS_DISABLE)) sigaltstack(&stack, NULL);
  for (int index = 0; index < FATAL_COUNT; index++) install(fatal[index], on_end, SA_ONSTACK, &previous_fatal[index]);
  for (int index = 0; index < ENDING_COUNT; index++) {
    install(ending[index], on_end, SA_ONSTACK, &previous_ending[index]);
    /* A signal that was ignored before (nohup) stays ignored. */
    if (previous_ending[index].sa_handler == SIG_IGN) sigaction(ending[index], &previous_ending[index], NULL);
  }
  install(SIGWINCH, on_event, 0, &previous_resize);
  install(SIGTSTP, on_event, 0, &previous_stop);
}

void ct_signals_close(void) {
  if (!installed) return;
  installed = 0;
  for (int index = 0; index < FATAL_COUNT; index++) sigaction(fatal[index], &previous_fatal[index], NULL);
  for (int index = 0; index < ENDING_COUNT; index++) sigaction(ending[index], &previous_ending[index], NULL);
  sigaction(SIGWINCH, &previous_resize, NULL);
  sigaction(SIGTSTP, &previous_stop, NULL);
  for (int index = 0; index < 2; index++) {
    if (wake[index] >= 0) close(wake[index]);
    wake[index] = -1;
  }
  have_modes = 0;
}

void ct_signals_sequence(const char *bytes, size_t length) {
  if (restore_length + length > sizeof restore_bytes) return;
  memcpy(restore_bytes + restore_length, bytes, length);
  restore_length += length;
}

void ct_signals_active(int now) {
  if (now) {
    redirect_stderr();
    active = 1;
  } else {
    active = 0;
    return_stderr();
  }
}

void ct_signals_child(pid_t now) { child = (sig_atomic_t)now; }

int ct_signals_descriptor(void) { return wake[0]; }

int ct_signals_take(void) {
  char bytes[64];
  ssize_t count;
  int seen = 0;
  while ((count = read(wake[0], bytes, sizeof bytes)) > 0) {
    for (ssize_t index = 0; index < count; index++) seen |= bytes[index];
  }
  return seen;
}
