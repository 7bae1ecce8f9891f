#ifndef CASSETS_H
#define CASSETS_H
#include <stddef.h>

/// A file of Assets/ or exercises/, embedded so that one binary carries all that it needs.
struct ca_asset {
  const char *path;
  const unsigned char *bytes;
  size_t count;
};

/// All of them, sorted by path. scripts/embed lists them.
const struct ca_asset *ca_assets(void);
size_t ca_asset_count(void);
#endif
