#ifndef CTERMINAL_RESTORE_H
#define CTERMINAL_RESTORE_H

#include <sys/types.h>

/* Shared by the two files of this target: what a signal handler needs to give the terminal back. */

/* Notes the modes to return to, and where the wake-up pipe is. Before newterm. */
void ct_signals_open(void);
/* The bytes that undo what the screen did to the terminal. */
void ct_signals_sequence(const char *bytes, size_t length);
/* Whether the terminal is ours at the moment. */
void ct_signals_active(int active);
/* The child that owns the terminal; 0 for none. */
void ct_signals_child(pid_t child);
/* The end of the pipe that becomes readable when a signal came, and what came. */
int ct_signals_descriptor(void);
int ct_signals_take(void);
void ct_signals_close(void);

#endif
