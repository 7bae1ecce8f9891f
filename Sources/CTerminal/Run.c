/* For posix_spawn_file_actions_addchdir_np. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/types.h>
#include <sys/wait.h>

#include "CTerminal.h"
#include "Restore.h"

extern char **environ;

/* Keys of the terminal belong to the program that runs: Ctrl-C must not end this one. */
int ct_run(char *const arguments[], char *const environment[], const char *folder) {
  struct sigaction ignore = {.sa_handler = SIG_IGN};
  struct sigaction interrupt, quit, stop;
  sigemptyset(&ignore.sa_mask);
  ct_suspend();
  sigaction(SIGINT, &ignore, &interrupt);
  sigaction(SIGQUIT, &ignore, &quit);
  sigaction(SIGTSTP, &ignore, &stop);

  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGINT);
  sigaddset(&defaults, SIGQUIT);
  sigaddset(&defaults, SIGTSTP);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (folder) posix_spawn_file_actions_addchdir_np(&actions, folder);
  pid_t child = 0;
  int error = posix_spawnp(&child, arguments[0], &actions, &attributes, arguments, environment ? environment : environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);

  int status = -error;
  if (error == 0) {
    ct_signals_child(child);
    for (;;) {
      pid_t waited = waitpid(child, &status, WUNTRACED);
      if (waited < 0 && errno == EINTR) continue;
      if (waited < 0) {
        status = -errno;
        break;
      }
      if (!WIFSTOPPED(status)) break;
      /* Ctrl-Z in the editor stops this program with it; `fg` continues both. */
      raise(SIGSTOP);
      kill(child, SIGCONT);
    }
    ct_signals_child(0);
  }
  sigaction(SIGINT, &interrupt, NULL);
  sigaction(SIGQUIT, &quit, NULL);
  sigaction(SIGTSTP, &stop, NULL);
  ct_resume();
  return status;
}
