#ifndef CTERMINAL_H
#define CTERMINAL_H

/* The small part of ncurses that the screen needs. No curses header is included here, so that Swift sees none of its
   macros and globals. All functions belong to one thread. There is one terminal for each process, and so one state. */

#include <stdint.h>

/* Why ct_open failed. */
enum {
  CT_OK = 0,
  CT_NO_TERMINAL = -1,    /* Standard input or output is not a terminal. */
  CT_UNKNOWN_TYPE = -2,   /* terminfo does not know TERM. */
  CT_CANNOT_MOVE = -3,    /* The terminal cannot address its cursor. */
};

/* Options of ct_open. */
enum { CT_MONOCHROME = 1, CT_MOUSE = 2 };

/* Attributes of ct_put. */
enum { CT_BOLD = 1, CT_FAINT = 2, CT_UNDERLINE = 4, CT_REVERSE = 8 };

/* What ct_next answers. */
enum {
  CT_NONE = 0,
  CT_CHARACTER,    /* value: a Unicode scalar, control characters included. */
  CT_ALT,          /* value: as above, after an escape in the same breath. */
  CT_NAMED,        /* value: one of the names below; modifiers are set. */
  CT_FUNCTION,     /* value: the number of the function key. */
  CT_MOUSE_EVENT,  /* value: one of the mouse actions below; x and y are set. */
  CT_PASTE_BEGIN,
  CT_PASTE_END,
};

enum {
  CT_UP = 1, CT_DOWN, CT_LEFT, CT_RIGHT, CT_HOME, CT_END, CT_PAGE_UP, CT_PAGE_DOWN, CT_DELETE, CT_INSERT, CT_BACKSPACE,
  CT_BACK_TAB, CT_ENTER, CT_TAB, CT_ESCAPE,
};

enum { CT_PRESS = 1, CT_RELEASE, CT_WHEEL_UP, CT_WHEEL_DOWN };

/* Modifiers: the bits of Screen's Key.Modifiers. */
enum { CT_SHIFT = 1, CT_META = 2, CT_CONTROL = 4 };

struct ct_event {
  int kind;
  uint32_t value;
  int modifiers;
  int x;
  int y;
};

/* What ct_wait answers: a set of these; CT_WAIT_EXTRA is shifted left by the index of the descriptor. */
enum { CT_WAIT_INPUT = 1, CT_WAIT_RESIZED = 2, CT_WAIT_STOP = 4, CT_WAIT_CLOSED = 8, CT_WAIT_EXTRA = 16 };

int ct_open(int options);
/* Gives the terminal back as it was. Can be called again and at any time. */
void ct_close(void);
/* Gives the terminal away for a while, and takes it back. */
void ct_suspend(void);
void ct_resume(void);
/* Stops the process as Ctrl-Z does and returns when it is continued. */
void ct_stop(void);

int ct_rows(void);
int ct_columns(void);
/* Takes over the terminal's present size. */
void ct_adopt_size(void);
/* 0 without colours. */
int ct_colors(void);
int ct_is_utf8(void);
/* The columns that the C library (and so ncurses) gives the scalar; -1 for what it does not know. */
int ct_wcwidth(uint32_t scalar);

/* A colour pair's number; -1 is the terminal's own colour. 0 when there are no more. */
int ct_pair(int foreground, int background);
void ct_put(int y, int x, const uint32_t *scalars, int count, int pair, int attributes);
/* A negative y hides the cursor. */
void ct_show_cursor(int y, int x);
void ct_flush(int redraw_all);
void ct_bell(void);

struct ct_event ct_next(void);
/* Waits for keys, signals and the further descriptors; a negative timeout (in milliseconds) is for ever. */
int ct_wait(const int *descriptors, int count, int timeout);

/* What is deleted when a signal ends the process, in this order: files first, then their folders. NULL for none. */
void ct_signals_remove(const char *first, const char *second, const char *third, const char *fourth);

/* Runs a program that uses the whole terminal; answers its wait status, or -errno when it could not be started.
   Without an environment it gets this process's, without a folder it starts in the present one. */
int ct_run(char *const arguments[], char *const environment[], const char *folder);

#include "CPane.h"

#endif
