#include "CTerminal.h"

#if __has_include(<curses.h>)
#include <curses.h>
#endif

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "Restore.h"

void ct_define_keys(void);

/* Codes of our own, beyond those of ncurses: 2000 + 16 * name + modifiers. */
enum { NAMED = 2000, PASTE_BEGIN = 2900, PASTE_END = 2901 };

static void define(const char *sequence, int code) {
  if (key_defined(sequence) <= 0) define_key(sequence, code);
}

/* What terminals send beyond what their terminfo entries say: arrows with modifiers, paste marks, and the sequences of
   the usual emulators, so that function keys work with TERM=vt100 or screen too. */
void ct_define_keys(void) {
  static const struct {
    char letter;
    int name;
  } letters[] = {{'A', CT_UP}, {'B', CT_DOWN}, {'C', CT_RIGHT}, {'D', CT_LEFT}, {'H', CT_HOME}, {'F', CT_END}};
  static const struct {
    int number;
    int name;
  } numbers[] = {{1, CT_HOME}, {2, CT_INSERT}, {3, CT_DELETE}, {4, CT_END}, {5, CT_PAGE_UP}, {6, CT_PAGE_DOWN},
                 {7, CT_HOME}, {8, CT_END}};
  char text[24];
  for (size_t index = 0; index < sizeof letters / sizeof letters[0]; index++) {
    snprintf(text, sizeof text, "\033[%c", letters[index].letter);
    define(text, NAMED + 16 * letters[index].name);
    snprintf(text, sizeof text, "\033O%c", letters[index].letter);
    define(text, NAMED + 16 * letters[index].name);
    for (int modifiers = 1; modifiers < 8; modifiers++) {
      snprintf(text, sizeof text, "\033[1;%d%c", modifiers + 1, letters[index].letter);
      define_key(text, NAMED + 16 * letters[index].name + modifiers);
    }
  }
  for (size_t index = 0; index < sizeof numbers / sizeof numbers[0]; index++) {
    snprintf(text, sizeof text, "\033[%d~", numbers[index].number);
    define(text, NAMED + 16 * numbers[index].name);
    for (int modifiers = 1; modifiers < 8; modifiers++) {
      snprintf(text, sizeof text, "\033[%d;%d~", numbers[index].number, modifiers + 1);
      define_key(text, NAMED + 16 * numbers[index].name + modifiers);
    }
  }
  define("\033[Z", KEY_BTAB);
  static const int tilde[] = {11, 12, 13, 14, 15, 17, 18, 19, 20, 21, 23, 24};
  for (int number = 1; number <= 12; number++) {
    snprintf(text, sizeof text, "\033[%d~", tilde[number - 1]);
    define(text, KEY_F(number));
    if (number <= 4) {
      snprintf(text, sizeof text, "\033O%c", 'P' + number - 1);
      define(text, KEY_F(number));
    }
    if (number <= 5) {
      snprintf(text, sizeof text, "\033[[%c", 'A' + number - 1);
      define(text, KEY_F(number));
    }
  }
  define_key("\033[200~", PASTE_BEGIN);
  define_key("\033[201~", PASTE_END);
}

static struct ct_event named(int name, int modifiers) {
  return (struct ct_event){.kind = CT_NAMED, .value = (uint32_t)name, .modifiers = modifiers};
}

static struct ct_event mouse(void) {
  MEVENT event;
  struct ct_event result = {.kind = CT_NONE};
  if (getmouse(&event) != OK) return result;
  result.x = event.x;
  result.y = event.y;
  if (event.bstate & BUTTON4_PRESSED) {
    result.value = CT_WHEEL_UP;
  } else if (event.bstate & BUTTON5_PRESSED) {
    result.value = CT_WHEEL_DOWN;
  } else if (event.bstate & BUTTON1_PRESSED) {
    result.value = CT_PRESS;
  } else if (event.bstate & BUTTON1_RELEASED) {
    result.value = CT_RELEASE;
  } else {
    return result;
  }
  result.kind = CT_MOUSE_EVENT;
  return result;
}

static struct ct_event from_code(int code) {
  if (code == PASTE_BEGIN) return (struct ct_event){.kind = CT_PASTE_BEGIN};
  if (code == PASTE_END) return (struct ct_event){.kind = CT_PASTE_END};
  if (code >= NAMED && code < PASTE_BEGIN) return named((code - NAMED) / 16, (code - NAMED) % 16);
  if (code >= KEY_F(1) && code <= KEY_F(63)) {
    return (struct ct_event){.kind = CT_FUNCTION, .value = (uint32_t)(code - KEY_F(0))};
  }
  switch (code) {
  case KEY_UP: return named(CT_UP, 0);
  case KEY_DOWN: return named(CT_DOWN, 0);
  case KEY_LEFT: return named(CT_LEFT, 0);
  case KEY_RIGHT: return named(CT_RIGHT, 0);
  case KEY_SR: return named(CT_UP, CT_SHIFT);
  case KEY_SF: return named(CT_DOWN, CT_SHIFT);
  case KEY_SLEFT: return named(CT_LEFT, CT_SHIFT);
  case KEY_SRIGHT: return named(CT_RIGHT, CT_SHIFT);
  case KEY_SPREVIOUS: return named(CT_PAGE_UP, CT_SHIFT);
  case KEY_SNEXT: return named(CT_PAGE_DOWN, CT_SHIFT);
  case KEY_HOME: case KEY_A1: case KEY_FIND: return named(CT_HOME, 0);
  case KEY_END: case KEY_C1: case KEY_SELECT: return named(CT_END, 0);
  case KEY_PPAGE: case KEY_A3: return named(CT_PAGE_UP, 0);
  case KEY_NPAGE: case KEY_C3: return named(CT_PAGE_DOWN, 0);
  case KEY_DC: return named(CT_DELETE, 0);
  case KEY_IC: return named(CT_INSERT, 0);
  case KEY_BACKSPACE: return named(CT_BACKSPACE, 0);
  case KEY_BTAB: return named(CT_BACK_TAB, 0);
  case KEY_ENTER: return named(CT_ENTER, 0);
  case KEY_MOUSE: return mouse();
  default: return (struct ct_event){.kind = CT_NONE};
  }
}

/* CT_NONE means that nothing is there; keys without a meaning here are passed over. */
struct ct_event ct_next(void) {
  for (;;) {
    wint_t value;
    int kind = get_wch(&value);
    if (kind == ERR) return (struct ct_event){.kind = CT_NONE};
    if (kind == KEY_CODE_YES) {
      struct ct_event event = from_code((int)value);
      if (event.kind == CT_NONE) continue;
      return event;
    }
    if (value != 27) return (struct ct_event){.kind = CT_CHARACTER, .value = value};
    /* ncurses has waited for ESCDELAY already: what follows now was sent together with the escape. */
    wint_t next;
    kind = get_wch(&next);
    if (kind == ERR) return (struct ct_event){.kind = CT_CHARACTER, .value = 27};
    if (kind == KEY_CODE_YES) {
      struct ct_event event = from_code((int)next);
      if (event.kind == CT_NAMED) event.modifiers |= CT_META;
      if (event.kind == CT_NONE) continue;
      return event;
    }
    return (struct ct_event){.kind = next == 27 ? CT_CHARACTER : CT_ALT, .value = next};
  }
}

int ct_wait(const int *descriptors, int count, int timeout) {
  enum { MOST = 8 };
  struct pollfd polled[MOST + 2];
  if (count > MOST) count = MOST;
  polled[0] = (struct pollfd){.fd = STDIN_FILENO, .events = POLLIN};
  polled[1] = (struct pollfd){.fd = ct_signals_descriptor(), .events = POLLIN};
  for (int index = 0; index < count; index++) {
    polled[index + 2] = (struct pollfd){.fd = descriptors[index], .events = POLLIN};
  }
  int ready = poll(polled, (nfds_t)(count + 2), timeout);
  int result = ct_signals_take();
  if (ready < 0) return errno == EINTR ? result : result | CT_WAIT_CLOSED;
  if (polled[0].revents & POLLIN) {
    int waiting = 0;
    if (ioctl(STDIN_FILENO, FIONREAD, &waiting) == 0 && waiting == 0) {
      result |= CT_WAIT_CLOSED;
    } else {
      result |= CT_WAIT_INPUT;
    }
  } else if (polled[0].revents) {
    result |= CT_WAIT_CLOSED;
  }
  for (int index = 0; index < count; index++) {
    if (polled[index + 2].revents) result |= CT_WAIT_EXTRA << index;
  }
  return result;
}
