// Made by scripts/embed: every file of Assets/ and exercises/, sorted by path.
#include "CAssets.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char asset_0[] = {
#embed "../../Assets/kinds/columns.json" suffix(, 0) if_empty(0)
};
static const unsigned char asset_1[] = {
#embed "../../Assets/kinds/resources.json" suffix(, 0) if_empty(0)
};
static const unsigned char asset_2[] = {
#embed "../../Assets/kinds/schema.json" suffix(, 0) if_empty(0)
};

static const struct ca_asset assets[] = {
  {"Assets/kinds/columns.json", asset_0, sizeof asset_0 - 1},
  {"Assets/kinds/resources.json", asset_1, sizeof asset_1 - 1},
  {"Assets/kinds/schema.json", asset_2, sizeof asset_2 - 1},
};

const struct ca_asset *ca_assets(void) { return assets; }
size_t ca_asset_count(void) { return sizeof assets / sizeof assets[0]; }
