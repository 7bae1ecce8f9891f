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
#embed "../../Assets/worlds/pki/c1/admin.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_4[] = {
#embed "../../Assets/worlds/pki/c1/admin.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_5[] = {
#embed "../../Assets/worlds/pki/c1/ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_6[] = {
#embed "../../Assets/worlds/pki/c2/admin.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_7[] = {
#embed "../../Assets/worlds/pki/c2/admin.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_8[] = {
#embed "../../Assets/worlds/pki/c2/ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_9[] = {
#embed "../../Assets/worlds/pki/c3/kubelets/cluster3-controlplane1.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_10[] = {
#embed "../../Assets/worlds/pki/c3/kubelets/cluster3-controlplane1.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_11[] = {
#embed "../../Assets/worlds/pki/c3/kubelets/cluster3-node1.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_12[] = {
#embed "../../Assets/worlds/pki/c3/kubelets/cluster3-node1.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_13[] = {
#embed "../../Assets/worlds/pki/c3/pki/apiserver-etcd-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_14[] = {
#embed "../../Assets/worlds/pki/c3/pki/apiserver-etcd-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_15[] = {
#embed "../../Assets/worlds/pki/c3/pki/apiserver-kubelet-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_16[] = {
#embed "../../Assets/worlds/pki/c3/pki/apiserver-kubelet-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_17[] = {
#embed "../../Assets/worlds/pki/c3/pki/apiserver.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_18[] = {
#embed "../../Assets/worlds/pki/c3/pki/apiserver.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_19[] = {
#embed "../../Assets/worlds/pki/c3/pki/ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_20[] = {
#embed "../../Assets/worlds/pki/c3/pki/ca.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_21[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_22[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/ca.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_23[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/healthcheck-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_24[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/healthcheck-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_25[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/peer.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_26[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/peer.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_27[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/server.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_28[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/server.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_29[] = {
#embed "../../Assets/worlds/pki/c3/pki/front-proxy-ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_30[] = {
#embed "../../Assets/worlds/pki/c3/pki/front-proxy-ca.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_31[] = {
#embed "../../Assets/worlds/pki/c3/pki/front-proxy-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_32[] = {
#embed "../../Assets/worlds/pki/c3/pki/front-proxy-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_33[] = {
#embed "../../Assets/worlds/pki/c3/pki/sa.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_34[] = {
#embed "../../Assets/worlds/pki/c3/pki/sa.pub" suffix(, 0) if_empty(0)
};
static const unsigned char asset_35[] = {
#embed "../../Assets/worlds/pki/c3/users/admin.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_36[] = {
#embed "../../Assets/worlds/pki/c3/users/admin.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_37[] = {
#embed "../../Assets/worlds/pki/c3/users/controller-manager.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_38[] = {
#embed "../../Assets/worlds/pki/c3/users/controller-manager.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_39[] = {
#embed "../../Assets/worlds/pki/c3/users/kubelet-cluster3-controlplane1.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_40[] = {
#embed "../../Assets/worlds/pki/c3/users/kubelet-cluster3-controlplane1.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_41[] = {
#embed "../../Assets/worlds/pki/c3/users/kubelet-cluster3-node1.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_42[] = {
#embed "../../Assets/worlds/pki/c3/users/kubelet-cluster3-node1.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_43[] = {
#embed "../../Assets/worlds/pki/c3/users/scheduler.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_44[] = {
#embed "../../Assets/worlds/pki/c3/users/scheduler.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_45[] = {
#embed "../../Assets/worlds/pki/c3/users/super-admin.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_46[] = {
#embed "../../Assets/worlds/pki/c3/users/super-admin.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_47[] = {
#embed "../../exercises/cluster-architecture/etcd-backup-restore/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_48[] = {
#embed "../../exercises/cluster-architecture/etcd-backup-restore/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_49[] = {
#embed "../../exercises/exams/mock-a.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_50[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_51[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/right-expressions.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_52[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/right.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_53[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_54[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-all-pods.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_55[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-deny-all.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_56[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-dns.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_57[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-ingress.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_58[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-no-peers.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_59[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-no-ports.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_60[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-one-rule.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_61[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-swapped.yaml" suffix(, 0) if_empty(0)
};

static const struct ca_asset assets[] = {
  {"Assets/kinds/columns.json", asset_0, sizeof asset_0 - 1},
  {"Assets/kinds/resources.json", asset_1, sizeof asset_1 - 1},
  {"Assets/kinds/schema.json", asset_2, sizeof asset_2 - 1},
  {"Assets/worlds/pki/c1/admin.crt", asset_3, sizeof asset_3 - 1},
  {"Assets/worlds/pki/c1/admin.key", asset_4, sizeof asset_4 - 1},
  {"Assets/worlds/pki/c1/ca.crt", asset_5, sizeof asset_5 - 1},
  {"Assets/worlds/pki/c2/admin.crt", asset_6, sizeof asset_6 - 1},
  {"Assets/worlds/pki/c2/admin.key", asset_7, sizeof asset_7 - 1},
  {"Assets/worlds/pki/c2/ca.crt", asset_8, sizeof asset_8 - 1},
  {"Assets/worlds/pki/c3/kubelets/cluster3-controlplane1.crt", asset_9, sizeof asset_9 - 1},
  {"Assets/worlds/pki/c3/kubelets/cluster3-controlplane1.key", asset_10, sizeof asset_10 - 1},
  {"Assets/worlds/pki/c3/kubelets/cluster3-node1.crt", asset_11, sizeof asset_11 - 1},
  {"Assets/worlds/pki/c3/kubelets/cluster3-node1.key", asset_12, sizeof asset_12 - 1},
  {"Assets/worlds/pki/c3/pki/apiserver-etcd-client.crt", asset_13, sizeof asset_13 - 1},
  {"Assets/worlds/pki/c3/pki/apiserver-etcd-client.key", asset_14, sizeof asset_14 - 1},
  {"Assets/worlds/pki/c3/pki/apiserver-kubelet-client.crt", asset_15, sizeof asset_15 - 1},
  {"Assets/worlds/pki/c3/pki/apiserver-kubelet-client.key", asset_16, sizeof asset_16 - 1},
  {"Assets/worlds/pki/c3/pki/apiserver.crt", asset_17, sizeof asset_17 - 1},
  {"Assets/worlds/pki/c3/pki/apiserver.key", asset_18, sizeof asset_18 - 1},
  {"Assets/worlds/pki/c3/pki/ca.crt", asset_19, sizeof asset_19 - 1},
  {"Assets/worlds/pki/c3/pki/ca.key", asset_20, sizeof asset_20 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/ca.crt", asset_21, sizeof asset_21 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/ca.key", asset_22, sizeof asset_22 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/healthcheck-client.crt", asset_23, sizeof asset_23 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/healthcheck-client.key", asset_24, sizeof asset_24 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/peer.crt", asset_25, sizeof asset_25 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/peer.key", asset_26, sizeof asset_26 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/server.crt", asset_27, sizeof asset_27 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/server.key", asset_28, sizeof asset_28 - 1},
  {"Assets/worlds/pki/c3/pki/front-proxy-ca.crt", asset_29, sizeof asset_29 - 1},
  {"Assets/worlds/pki/c3/pki/front-proxy-ca.key", asset_30, sizeof asset_30 - 1},
  {"Assets/worlds/pki/c3/pki/front-proxy-client.crt", asset_31, sizeof asset_31 - 1},
  {"Assets/worlds/pki/c3/pki/front-proxy-client.key", asset_32, sizeof asset_32 - 1},
  {"Assets/worlds/pki/c3/pki/sa.key", asset_33, sizeof asset_33 - 1},
  {"Assets/worlds/pki/c3/pki/sa.pub", asset_34, sizeof asset_34 - 1},
  {"Assets/worlds/pki/c3/users/admin.crt", asset_35, sizeof asset_35 - 1},
  {"Assets/worlds/pki/c3/users/admin.key", asset_36, sizeof asset_36 - 1},
  {"Assets/worlds/pki/c3/users/controller-manager.crt", asset_37, sizeof asset_37 - 1},
  {"Assets/worlds/pki/c3/users/controller-manager.key", asset_38, sizeof asset_38 - 1},
  {"Assets/worlds/pki/c3/users/kubelet-cluster3-controlplane1.crt", asset_39, sizeof asset_39 - 1},
  {"Assets/worlds/pki/c3/users/kubelet-cluster3-controlplane1.key", asset_40, sizeof asset_40 - 1},
  {"Assets/worlds/pki/c3/users/kubelet-cluster3-node1.crt", asset_41, sizeof asset_41 - 1},
  {"Assets/worlds/pki/c3/users/kubelet-cluster3-node1.key", asset_42, sizeof asset_42 - 1},
  {"Assets/worlds/pki/c3/users/scheduler.crt", asset_43, sizeof asset_43 - 1},
  {"Assets/worlds/pki/c3/users/scheduler.key", asset_44, sizeof asset_44 - 1},
  {"Assets/worlds/pki/c3/users/super-admin.crt", asset_45, sizeof asset_45 - 1},
  {"Assets/worlds/pki/c3/users/super-admin.key", asset_46, sizeof asset_46 - 1},
  {"exercises/cluster-architecture/etcd-backup-restore/exercise.yaml", asset_47, sizeof asset_47 - 1},
  {"exercises/cluster-architecture/etcd-backup-restore/start.yaml", asset_48, sizeof asset_48 - 1},
  {"exercises/exams/mock-a.yaml", asset_49, sizeof asset_49 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/exercise.yaml", asset_50, sizeof asset_50 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/right-expressions.yaml", asset_51, sizeof asset_51 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/right.yaml", asset_52, sizeof asset_52 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/start.yaml", asset_53, sizeof asset_53 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-all-pods.yaml", asset_54, sizeof asset_54 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-deny-all.yaml", asset_55, sizeof asset_55 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-dns.yaml", asset_56, sizeof asset_56 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-ingress.yaml", asset_57, sizeof asset_57 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-no-peers.yaml", asset_58, sizeof asset_58 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-no-ports.yaml", asset_59, sizeof asset_59 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-one-rule.yaml", asset_60, sizeof asset_60 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-swapped.yaml", asset_61, sizeof asset_61 - 1},
};

const struct ca_asset *ca_assets(void) { return assets; }
size_t ca_asset_count(void) { return sizeof assets / sizeof assets[0]; }
