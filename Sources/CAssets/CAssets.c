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
static const unsigned char asset_3[] = {
#embed "../../exercises/cluster-architecture/etcd-backup-restore/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_4[] = {
#embed "../../exercises/cluster-architecture/etcd-backup-restore/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_5[] = {
#embed "../../exercises/exams/mock-a.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_6[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_7[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/right-expressions.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_8[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/right.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_9[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_10[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-all-pods.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_11[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-deny-all.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_12[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-dns.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_13[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-ingress.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_14[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-no-peers.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_15[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-no-ports.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_16[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-one-rule.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_17[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-swapped.yaml" suffix(, 0) if_empty(0)
};

static const struct ca_asset assets[] = {
  {"Assets/kinds/columns.json", asset_0, sizeof asset_0 - 1},
  {"Assets/kinds/resources.json", asset_1, sizeof asset_1 - 1},
  {"Assets/kinds/schema.json", asset_2, sizeof asset_2 - 1},
  {"exercises/cluster-architecture/etcd-backup-restore/exercise.yaml", asset_3, sizeof asset_3 - 1},
  {"exercises/cluster-architecture/etcd-backup-restore/start.yaml", asset_4, sizeof asset_4 - 1},
  {"exercises/exams/mock-a.yaml", asset_5, sizeof asset_5 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/exercise.yaml", asset_6, sizeof asset_6 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/right-expressions.yaml", asset_7, sizeof asset_7 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/right.yaml", asset_8, sizeof asset_8 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/start.yaml", asset_9, sizeof asset_9 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-all-pods.yaml", asset_10, sizeof asset_10 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-deny-all.yaml", asset_11, sizeof asset_11 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-dns.yaml", asset_12, sizeof asset_12 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-ingress.yaml", asset_13, sizeof asset_13 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-no-peers.yaml", asset_14, sizeof asset_14 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-no-ports.yaml", asset_15, sizeof asset_15 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-one-rule.yaml", asset_16, sizeof asset_16 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-swapped.yaml", asset_17, sizeof asset_17 - 1},
};

const struct ca_asset *ca_assets(void) { return assets; }
size_t ca_asset_count(void) { return sizeof assets / sizeof assets[0]; }
