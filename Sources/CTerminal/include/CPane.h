#ifndef CPANE_H
#define CPANE_H

/* A program in a pseudo-terminal whose screen is kept in memory by libvterm, to be shown as a part of ours. Where libvterm
   was not there at build time, ct_pane_open answers NULL. One thread; there can be several panes. */

#include <stdint.h>

struct ct_pane;

/* One cell of its screen. */
struct ct_pane_cell {
  /* The scalar with its combining marks; count is 0 for an empty cell. */
  uint32_t scalars[6];
  int count;
  /* 2 for a wide character, whose right half is a cell of width 0. */
  int width;
  /* Colours of the 256-colour palette; -1 is the terminal's own. */
  int foreground;
  int background;
  /* A set of CT_BOLD, CT_UNDERLINE and CT_REVERSE. */
  int attributes;
};

/* Whether panes can be opened at all. */
int ct_pane_is_supported(void);
/* Starts a program. Answers NULL with errno set. The environment holds NAME=value and is complete. */
struct ct_pane *ct_pane_open(char *const arguments[], char *const environment[], const char *folder, int rows, int columns);
/* To be watched for input. */
int ct_pane_descriptor(const struct ct_pane *pane);
/* Takes what the program has written, up to a limit, and answers 0 once it has ended. */
int ct_pane_read(struct ct_pane *pane);
/* The program's screen has another size now. */
void ct_pane_resize(struct ct_pane *pane, int rows, int columns);

/* Keys: a scalar (control characters are given as their letter with CT_CONTROL), one of CTerminal.h's names, or a
   function key's number. */
void ct_pane_scalar(struct ct_pane *pane, uint32_t scalar, int modifiers);
void ct_pane_named(struct ct_pane *pane, int name, int modifiers);
void ct_pane_function(struct ct_pane *pane, int number);
void ct_pane_paste(struct ct_pane *pane, const uint32_t *scalars, int count);
/* One of CTerminal.h's mouse actions; the program hears of it if it asked for the mouse. */
void ct_pane_mouse(struct ct_pane *pane, int action, int row, int column);

void ct_pane_read_cell(const struct ct_pane *pane, int row, int column, struct ct_pane_cell *cell);
/* Answers whether the cursor is shown. */
int ct_pane_cursor(const struct ct_pane *pane, int *row, int *column);
/* Whether the program has rung the bell since the last call. */
int ct_pane_take_bell(struct ct_pane *pane);

/* Ends the program if it still runs, and answers its wait status. */
int ct_pane_close(struct ct_pane *pane);

#endif
