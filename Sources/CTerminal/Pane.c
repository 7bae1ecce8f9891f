/* For forkpty, which is declared outside of X/Open. */
#define _GNU_SOURCE
#include "CPane.h"

#include <errno.h>
#include <stddef.h>

#ifdef CT_HAS_VTERM
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>
#if defined(__APPLE__)
#include <util.h>
#else
#include <pty.h>
#endif
#include <vterm.h>

#include "CTerminal.h"
#include "Restore.h"

struct ct_pane {
  VTerm *terminal;
  VTermScreen *screen;
  int descriptor;
  pid_t child;
  int rows;
  int columns;
  int cursor_row;
  int cursor_column;
  int cursor_visible;
  int bell;
  /* The program has not read for too long: what is on its way to it is dropped, up to the next key or its next output. */
  int stalled;
};

int ct_pane_is_supported(void) { return 1; }

/* What the emulator answers to the program: keys, and replies to its questions. */
static void send_on(const char *bytes, size_t length, void *user) {
  struct ct_pane *pane = user;
  if (pane->stalled) return;
  while (length > 0) {
    ssize_t written = write(pane->descriptor, bytes, length);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0 && errno == EAGAIN) {
      /* The program is busy: a paste waits a while for it, and is cut rather than holding everything up. */
      struct pollfd polled = {.fd = pane->descriptor, .events = POLLOUT};
      if (poll(&polled, 1, 1000) > 0) continue;
      pane->stalled = 1;
    }
    if (written <= 0) return;
    bytes += written;
    length -= (size_t)written;
  }
}

static int on_cursor(VTermPos position, VTermPos old, int visible, void *user) {
  struct ct_pane *pane = user;
  (void)old;
  pane->cursor_row = position.row;
  pane->cursor_column = position.col;
  pane->cursor_visible = visible;
  return 1;
}

static int on_property(VTermProp property, VTermValue *value, void *user) {
  struct ct_pane *pane = user;
  if (property == VTERM_PROP_CURSORVISIBLE) pane->cursor_visible = value->boolean;
  return 1;
}

static int on_bell(void *user) {
  ((struct ct_pane *)user)->bell = 1;
  return 1;
}

static const VTermScreenCallbacks callbacks = {
    .movecursor = on_cursor, .settermprop = on_property, .bell = on_bell};

static void run_child(char *const arguments[], char *const environment[], const char *folder) {
  static const int numbers[] = {SIGINT, SIGQUIT, SIGTSTP, SIGTERM, SIGHUP, SIGWINCH, SIGPIPE, SIGCHLD,
                                SIGSEGV, SIGABRT, SIGILL, SIGTRAP, SIGBUS, SIGFPE};
  for (size_t index = 0; index < sizeof numbers / sizeof numbers[0]; index++) signal(numbers[index], SIG_DFL);
  if (folder && chdir(folder) != 0) _exit(126);
  /* The new session has the pseudo-terminal only: nothing of ours stays open. */
  for (int descriptor = 3; descriptor < 256; descriptor++) close(descriptor);
  execve(arguments[0], arguments, environment);
  _exit(127);
}

struct ct_pane *ct_pane_open(char *const arguments[], char *const environment[], const char *folder, int rows, int columns) {
  struct ct_pane *pane = calloc(1, sizeof *pane);
  if (!pane) return NULL;
  pane->rows = rows;
  pane->columns = columns;
  pane->cursor_visible = 1;
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  pane->child = forkpty(&pane->descriptor, NULL, NULL, &size);
  if (pane->child < 0) {
    int number = errno;
    free(pane);
    errno = number;
    return NULL;
  }
  if (pane->child == 0) run_child(arguments, environment, folder);
  fcntl(pane->descriptor, F_SETFD, FD_CLOEXEC);
  fcntl(pane->descriptor, F_SETFL, O_NONBLOCK);
  ct_signals_child(pane->child);
  pane->terminal = vterm_new(rows, columns);
  vterm_set_utf8(pane->terminal, 1);
  vterm_output_set_callback(pane->terminal, send_on, pane);
  pane->screen = vterm_obtain_screen(pane->terminal);
  vterm_screen_set_callbacks(pane->screen, &callbacks, pane);
  vterm_screen_enable_altscreen(pane->screen, 1);
  vterm_screen_set_damage_merge(pane->screen, VTERM_DAMAGE_SCREEN);
  vterm_screen_reset(pane->screen, 1);
  return pane;
}

int ct_pane_descriptor(const struct ct_pane *pane) { return pane->descriptor; }

int ct_pane_read(struct ct_pane *pane) {
  pane->stalled = 0;
  /* The keyboard gets its turn between two portions. */
  enum { MOST = 256 * 1024 };
  char bytes[16384];
  size_t total = 0;
  while (total < MOST) {
    ssize_t count = read(pane->descriptor, bytes, sizeof bytes);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) return 1;
    /* Linux says EIO once the program has closed its side, others say end of file. */
    if (count <= 0) return 0;
    vterm_input_write(pane->terminal, bytes, (size_t)count);
    total += (size_t)count;
  }
  return 1;
}

void ct_pane_resize(struct ct_pane *pane, int rows, int columns) {
  if (rows == pane->rows && columns == pane->columns) return;
  pane->rows = rows;
  pane->columns = columns;
  vterm_set_size(pane->terminal, rows, columns);
  struct winsize size = {.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
  ioctl(pane->descriptor, TIOCSWINSZ, &size);
}

static VTermModifier modifier(int set) {
  VTermModifier result = VTERM_MOD_NONE;
  if (set & CT_SHIFT) result |= VTERM_MOD_SHIFT;
  if (set & CT_META) result |= VTERM_MOD_ALT;
  if (set & CT_CONTROL) result |= VTERM_MOD_CTRL;
  return result;
}

void ct_pane_scalar(struct ct_pane *pane, uint32_t scalar, int modifiers) {
  pane->stalled = 0;
  vterm_keyboard_unichar(pane->terminal, scalar, modifier(modifiers));
}

void ct_pane_named(struct ct_pane *pane, int name, int modifiers) {
  pane->stalled = 0;
  static const struct {
    int name;
    VTermKey key;
  } keys[] = {{CT_UP, VTERM_KEY_UP}, {CT_DOWN, VTERM_KEY_DOWN}, {CT_LEFT, VTERM_KEY_LEFT}, {CT_RIGHT, VTERM_KEY_RIGHT},
              {CT_HOME, VTERM_KEY_HOME}, {CT_END, VTERM_KEY_END}, {CT_PAGE_UP, VTERM_KEY_PAGEUP},
              {CT_PAGE_DOWN, VTERM_KEY_PAGEDOWN}, {CT_DELETE, VTERM_KEY_DEL}, {CT_INSERT, VTERM_KEY_INS},
              {CT_BACKSPACE, VTERM_KEY_BACKSPACE}, {CT_ENTER, VTERM_KEY_ENTER}, {CT_TAB, VTERM_KEY_TAB},
              {CT_ESCAPE, VTERM_KEY_ESCAPE}};
  if (name == CT_BACK_TAB) {
    vterm_keyboard_key(pane->terminal, VTERM_KEY_TAB, VTERM_MOD_SHIFT);
    return;
  }
  for (size_t index = 0; index < sizeof keys / sizeof keys[0]; index++) {
    if (keys[index].name == name) vterm_keyboard_key(pane->terminal, keys[index].key, modifier(modifiers));
  }
}

void ct_pane_function(struct ct_pane *pane, int number) {
  pane->stalled = 0;
  vterm_keyboard_key(pane->terminal, VTERM_KEY_FUNCTION(number), VTERM_MOD_NONE);
}

void ct_pane_paste(struct ct_pane *pane, const uint32_t *scalars, int count) {
  pane->stalled = 0;
  vterm_keyboard_start_paste(pane->terminal);
  for (int index = 0; index < count; index++) {
    if (scalars[index] == '\n') {
      vterm_keyboard_key(pane->terminal, VTERM_KEY_ENTER, VTERM_MOD_NONE);
    } else if (scalars[index] == '\t') {
      vterm_keyboard_key(pane->terminal, VTERM_KEY_TAB, VTERM_MOD_NONE);
    } else if (scalars[index] >= ' ' && scalars[index] != 127) {
      vterm_keyboard_unichar(pane->terminal, scalars[index], VTERM_MOD_NONE);
    }
  }
  vterm_keyboard_end_paste(pane->terminal);
}

void ct_pane_mouse(struct ct_pane *pane, int action, int row, int column) {
  pane->stalled = 0;
  vterm_mouse_move(pane->terminal, row, column, VTERM_MOD_NONE);
  switch (action) {
  case CT_PRESS: vterm_mouse_button(pane->terminal, 1, true, VTERM_MOD_NONE); break;
  case CT_RELEASE: vterm_mouse_button(pane->terminal, 1, false, VTERM_MOD_NONE); break;
  case CT_WHEEL_UP: vterm_mouse_button(pane->terminal, 4, true, VTERM_MOD_NONE); break;
  case CT_WHEEL_DOWN: vterm_mouse_button(pane->terminal, 5, true, VTERM_MOD_NONE); break;
  default: break;
  }
}

/* A colour of the palette: the nearest one of its 6 x 6 x 6 cube where the program named red, green and blue. */
static int palette_index(const VTermColor *color) {
  if (VTERM_COLOR_IS_DEFAULT_FG(color) || VTERM_COLOR_IS_DEFAULT_BG(color)) return -1;
  if (VTERM_COLOR_IS_INDEXED(color)) return color->indexed.idx;
  int red = (color->rgb.red * 5 + 127) / 255;
  int green = (color->rgb.green * 5 + 127) / 255;
  int blue = (color->rgb.blue * 5 + 127) / 255;
  return 16 + 36 * red + 6 * green + blue;
}

void ct_pane_read_cell(const struct ct_pane *pane, int row, int column, struct ct_pane_cell *cell) {
  memset(cell, 0, sizeof *cell);
  cell->width = 1;
  cell->foreground = -1;
  cell->background = -1;
  VTermScreenCell found;
  VTermPos position = {.row = row, .col = column};
  if (row < 0 || column < 0 || row >= pane->rows || column >= pane->columns) return;
  if (!vterm_screen_get_cell(pane->screen, position, &found)) return;
  if (found.chars[0] == (uint32_t)-1) {
    cell->width = 0;
  } else {
    while (cell->count < 6 && found.chars[cell->count] != 0) {
      cell->scalars[cell->count] = found.chars[cell->count];
      cell->count++;
    }
    cell->width = found.width;
  }
  cell->foreground = palette_index(&found.fg);
  cell->background = palette_index(&found.bg);
  if (found.attrs.bold) cell->attributes |= CT_BOLD;
  if (found.attrs.underline) cell->attributes |= CT_UNDERLINE;
  if (found.attrs.reverse) cell->attributes |= CT_REVERSE;
}

int ct_pane_cursor(const struct ct_pane *pane, int *row, int *column) {
  *row = pane->cursor_row;
  *column = pane->cursor_column;
  return pane->cursor_visible;
}

int ct_pane_take_bell(struct ct_pane *pane) {
  int rung = pane->bell;
  pane->bell = 0;
  return rung;
}

int ct_pane_close(struct ct_pane *pane) {
  int status = 0;
  /* Closing the pseudo-terminal hangs up on a program that still runs; one that does not heed it is killed. */
  close(pane->descriptor);
  for (int tries = 0; tries < 100; tries++) {
    pid_t waited = waitpid(pane->child, &status, WNOHANG);
    if (waited != 0 && !(waited < 0 && errno == EINTR)) {
      tries = 100;
      pane->child = 0;
    } else {
      poll(NULL, 0, 10);
    }
  }
  if (pane->child > 0) {
    kill(pane->child, SIGKILL);
    waitpid(pane->child, &status, 0);
  }
  ct_signals_child(0);
  vterm_free(pane->terminal);
  free(pane);
  return status;
}

#else

int ct_pane_is_supported(void) { return 0; }
struct ct_pane *ct_pane_open(char *const arguments[], char *const environment[], const char *folder, int rows, int columns) {
  (void)arguments, (void)environment, (void)folder, (void)rows, (void)columns;
  errno = ENOSYS;
  return NULL;
}
int ct_pane_descriptor(const struct ct_pane *pane) { return pane ? -1 : -1; }
int ct_pane_read(struct ct_pane *pane) { return pane ? 0 : 0; }
void ct_pane_resize(struct ct_pane *pane, int rows, int columns) { (void)pane, (void)rows, (void)columns; }
void ct_pane_scalar(struct ct_pane *pane, uint32_t scalar, int modifiers) { (void)pane, (void)scalar, (void)modifiers; }
void ct_pane_named(struct ct_pane *pane, int name, int modifiers) { (void)pane, (void)name, (void)modifiers; }
void ct_pane_function(struct ct_pane *pane, int number) { (void)pane, (void)number; }
void ct_pane_paste(struct ct_pane *pane, const uint32_t *scalars, int count) { (void)pane, (void)scalars, (void)count; }
void ct_pane_mouse(struct ct_pane *pane, int action, int row, int column) {
  (void)pane, (void)action, (void)row, (void)column;
}
void ct_pane_read_cell(const struct ct_pane *pane, int row, int column, struct ct_pane_cell *cell) {
  (void)pane, (void)row, (void)column, (void)cell;
}
int ct_pane_cursor(const struct ct_pane *pane, int *row, int *column) {
  (void)pane, (void)row, (void)column;
  return 0;
}
int ct_pane_take_bell(struct ct_pane *pane) { return pane ? 0 : 0; }
int ct_pane_close(struct ct_pane *pane) { return pane ? 0 : 0; }

#endif
