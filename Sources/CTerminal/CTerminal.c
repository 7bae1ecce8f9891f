#include "CTerminal.h"

#if __has_include(<curses.h>)
#include <curses.h>
#else
#error "curses.h not found: apt-get install libncurses-dev (Debian, Ubuntu)"
#endif

#include <langinfo.h>
#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

#include "Restore.h"

void ct_define_keys(void);

/* ncurses has one present screen; so has this file. */
static SCREEN *screen;
static int is_open;
static int with_mouse;
static int with_paste;
static int colors;
static int is_utf8;

enum { MOST_PAIRS = 512 };
static struct {
  short foreground;
  short background;
} pairs[MOST_PAIRS];
static int pair_count;

static void write_text(const char *text) {
  size_t length = strlen(text);
  while (length > 0) {
    ssize_t written = write(STDOUT_FILENO, text, length);
    if (written <= 0) return;
    text += written;
    length -= (size_t)written;
  }
}

/* Notes a capability's string, without its padding, among the bytes that give the terminal back. */
static void note_capability(const char *name) {
  const char *text = tigetstr((char *)name);
  if (!text || text == (char *)-1) return;
  while (*text) {
    if (text[0] == '$' && text[1] == '<') {
      const char *end = strchr(text, '>');
      if (!end) return;
      text = end + 1;
    } else {
      ct_signals_sequence(text, 1);
      text++;
    }
  }
}

static int has_capability(const char *name) {
  const char *text = tigetstr((char *)name);
  return text && text != (char *)-1 && *text;
}

static void extras(int on) {
  if (with_paste) write_text(on ? "\033[?2004h" : "\033[?2004l");
}

int ct_open(int options) {
  if (is_open) return CT_OK;
  if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) return CT_NO_TERMINAL;
  setlocale(LC_CTYPE, "");
  is_utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
  ct_signals_open();
  screen = newterm(NULL, stdout, stdin);
  if (!screen) {
    ct_signals_close();
    return CT_UNKNOWN_TYPE;
  }
  set_term(screen);
  if (!has_capability("cup")) {
    endwin();
    delscreen(screen);
    screen = NULL;
    ct_signals_close();
    return CT_CANNOT_MOVE;
  }
  if (!getenv("ESCDELAY")) set_escdelay(25);
  raw();
  noecho();
  nonl();
  keypad(stdscr, TRUE);
  nodelay(stdscr, TRUE);
  meta(stdscr, TRUE);
  leaveok(stdscr, FALSE);
  colors = 0;
  pair_count = 1;
  if (!(options & CT_MONOCHROME) && has_colors() && start_color() == OK) {
    use_default_colors();
    colors = COLORS;
  }
  ct_define_keys();
  with_paste = has_capability("kmous") || has_capability("smcup");
  with_mouse = (options & CT_MOUSE) && has_capability("kmous");
  if (with_mouse) {
    mouseinterval(0);
    mousemask(BUTTON1_PRESSED | BUTTON1_RELEASED | BUTTON4_PRESSED | BUTTON5_PRESSED, NULL);
    ct_signals_sequence("\033[?1000l\033[?1006l", 16);
  }
  if (with_paste) ct_signals_sequence("\033[?2004l", 8);
  note_capability("sgr0");
  note_capability("op");
  note_capability("rmkx");
  note_capability("cnorm");
  note_capability("rmcup");
  if (!has_capability("rmcup")) {
    ct_signals_sequence("\r\n", 2);
    note_capability("ed");
  }
  is_open = 1;
  ct_signals_active(1);
  refresh();
  extras(1);
  return CT_OK;
}

void ct_suspend(void) {
  if (!is_open) return;
  extras(0);
  def_prog_mode();
  endwin();
  ct_signals_active(0);
}

void ct_resume(void) {
  if (!is_open) return;
  ct_signals_active(1);
  reset_prog_mode();
  ct_adopt_size();
  clearok(curscr, TRUE);
  refresh();
  extras(1);
}

void ct_close(void) {
  if (!is_open) return;
  is_open = 0;
  extras(0);
  curs_set(1);
  if (!has_capability("rmcup")) {
    /* There is no other screen to return to: the shell gets an empty one. */
    erase();
    refresh();
  }
  if (with_mouse) mousemask(0, NULL);
  endwin();
  ct_signals_active(0);
  delscreen(screen);
  screen = NULL;
  ct_signals_close();
}

void ct_stop(void) {
  ct_suspend();
  kill(getpid(), SIGSTOP);
  ct_resume();
}

int ct_rows(void) { return is_open ? LINES : 0; }
int ct_columns(void) { return is_open ? COLS : 0; }
int ct_colors(void) { return colors; }
int ct_is_utf8(void) { return is_utf8; }
int ct_wcwidth(uint32_t scalar) { return wcwidth((wchar_t)scalar); }

void ct_adopt_size(void) {
  struct winsize size;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return;
  if (size.ws_row != LINES || size.ws_col != COLS) resizeterm(size.ws_row, size.ws_col);
}

int ct_pair(int foreground, int background) {
  if (colors == 0 || (foreground < 0 && background < 0)) return 0;
  for (int index = 1; index < pair_count; index++) {
    if (pairs[index].foreground == foreground && pairs[index].background == background) return index;
  }
  if (pair_count >= MOST_PAIRS || pair_count >= COLOR_PAIRS) return 0;
  if (init_pair((short)pair_count, (short)foreground, (short)background) != OK) return 0;
  pairs[pair_count].foreground = (short)foreground;
  pairs[pair_count].background = (short)background;
  return pair_count++;
}

void ct_put(int y, int x, const uint32_t *scalars, int count, int pair, int attributes) {
  wchar_t text[CCHARW_MAX + 1];
  int length = 0;
  for (; length < count && length < CCHARW_MAX; length++) text[length] = (wchar_t)scalars[length];
  text[length] = 0;
  attr_t look = A_NORMAL;
  if (attributes & CT_BOLD) look |= A_BOLD;
  if (attributes & CT_FAINT) look |= A_DIM;
  if (attributes & CT_UNDERLINE) look |= A_UNDERLINE;
  if (attributes & CT_REVERSE) look |= A_REVERSE;
  cchar_t cell;
  if (setcchar(&cell, text, look, (short)pair, NULL) != OK) {
    if (setcchar(&cell, L"?", look, (short)pair, NULL) != OK) return;
  }
  mvadd_wch(y, x, &cell);
}

void ct_show_cursor(int y, int x) {
  if (y < 0) {
    curs_set(0);
  } else {
    curs_set(1);
    move(y, x);
  }
}

void ct_flush(int redraw_all) {
  if (redraw_all) clearok(curscr, TRUE);
  refresh();
}

void ct_bell(void) { beep(); }
