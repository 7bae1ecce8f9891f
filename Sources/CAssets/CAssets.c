// Made by scripts/embed: every file of Assets/ and exercises/, sorted by path.
#include "CAssets.h"
#pragma clang diagnostic ignored "-Wc23-extensions"

static const unsigned char asset_0[] = {
#embed "../../Assets/bootstrap/objects.json" suffix(, 0) if_empty(0)
};
static const unsigned char asset_1[] = {
#embed "../../Assets/images.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_2[] = {
#embed "../../Assets/kinds/columns.json" suffix(, 0) if_empty(0)
};
static const unsigned char asset_3[] = {
#embed "../../Assets/kinds/resources.json" suffix(, 0) if_empty(0)
};
static const unsigned char asset_4[] = {
#embed "../../Assets/kinds/schema.json" suffix(, 0) if_empty(0)
};
static const unsigned char asset_5[] = {
#embed "../../Assets/reference/etcd.md" suffix(, 0) if_empty(0)
};
static const unsigned char asset_6[] = {
#embed "../../Assets/reference/kubectl.md" suffix(, 0) if_empty(0)
};
static const unsigned char asset_7[] = {
#embed "../../Assets/reference/networkpolicy.md" suffix(, 0) if_empty(0)
};
static const unsigned char asset_8[] = {
#embed "../../Assets/reference/node.md" suffix(, 0) if_empty(0)
};
static const unsigned char asset_9[] = {
#embed "../../Assets/worlds/bare.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_10[] = {
#embed "../../Assets/worlds/etcd.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_11[] = {
#embed "../../Assets/worlds/kubeadm.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_12[] = {
#embed "../../Assets/worlds/kubeadm/addons.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_13[] = {
#embed "../../Assets/worlds/kubeadm/kubelet/config.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_14[] = {
#embed "../../Assets/worlds/kubeadm/kubelet/instance-config.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_15[] = {
#embed "../../Assets/worlds/kubeadm/manifests/etcd.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_16[] = {
#embed "../../Assets/worlds/kubeadm/manifests/kube-apiserver.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_17[] = {
#embed "../../Assets/worlds/kubeadm/manifests/kube-controller-manager.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_18[] = {
#embed "../../Assets/worlds/kubeadm/manifests/kube-scheduler.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_19[] = {
#embed "../../Assets/worlds/kubeadm/units/10-kubeadm.conf" suffix(, 0) if_empty(0)
};
static const unsigned char asset_20[] = {
#embed "../../Assets/worlds/kubeadm/units/containerd.service" suffix(, 0) if_empty(0)
};
static const unsigned char asset_21[] = {
#embed "../../Assets/worlds/kubeadm/units/kubelet.service" suffix(, 0) if_empty(0)
};
static const unsigned char asset_22[] = {
#embed "../../Assets/worlds/pki/c1/kubelets/cluster1-controlplane1.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_23[] = {
#embed "../../Assets/worlds/pki/c1/kubelets/cluster1-controlplane1.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_24[] = {
#embed "../../Assets/worlds/pki/c1/pki/apiserver-etcd-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_25[] = {
#embed "../../Assets/worlds/pki/c1/pki/apiserver-etcd-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_26[] = {
#embed "../../Assets/worlds/pki/c1/pki/apiserver-kubelet-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_27[] = {
#embed "../../Assets/worlds/pki/c1/pki/apiserver-kubelet-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_28[] = {
#embed "../../Assets/worlds/pki/c1/pki/apiserver.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_29[] = {
#embed "../../Assets/worlds/pki/c1/pki/apiserver.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_30[] = {
#embed "../../Assets/worlds/pki/c1/pki/ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_31[] = {
#embed "../../Assets/worlds/pki/c1/pki/ca.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_32[] = {
#embed "../../Assets/worlds/pki/c1/pki/etcd/ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_33[] = {
#embed "../../Assets/worlds/pki/c1/pki/etcd/ca.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_34[] = {
#embed "../../Assets/worlds/pki/c1/pki/etcd/healthcheck-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_35[] = {
#embed "../../Assets/worlds/pki/c1/pki/etcd/healthcheck-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_36[] = {
#embed "../../Assets/worlds/pki/c1/pki/etcd/peer.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_37[] = {
#embed "../../Assets/worlds/pki/c1/pki/etcd/peer.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_38[] = {
#embed "../../Assets/worlds/pki/c1/pki/etcd/server.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_39[] = {
#embed "../../Assets/worlds/pki/c1/pki/etcd/server.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_40[] = {
#embed "../../Assets/worlds/pki/c1/pki/front-proxy-ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_41[] = {
#embed "../../Assets/worlds/pki/c1/pki/front-proxy-ca.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_42[] = {
#embed "../../Assets/worlds/pki/c1/pki/front-proxy-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_43[] = {
#embed "../../Assets/worlds/pki/c1/pki/front-proxy-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_44[] = {
#embed "../../Assets/worlds/pki/c1/pki/sa.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_45[] = {
#embed "../../Assets/worlds/pki/c1/pki/sa.pub" suffix(, 0) if_empty(0)
};
static const unsigned char asset_46[] = {
#embed "../../Assets/worlds/pki/c1/users/admin.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_47[] = {
#embed "../../Assets/worlds/pki/c1/users/admin.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_48[] = {
#embed "../../Assets/worlds/pki/c1/users/controller-manager.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_49[] = {
#embed "../../Assets/worlds/pki/c1/users/controller-manager.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_50[] = {
#embed "../../Assets/worlds/pki/c1/users/kubelet-cluster1-controlplane1.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_51[] = {
#embed "../../Assets/worlds/pki/c1/users/kubelet-cluster1-controlplane1.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_52[] = {
#embed "../../Assets/worlds/pki/c1/users/scheduler.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_53[] = {
#embed "../../Assets/worlds/pki/c1/users/scheduler.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_54[] = {
#embed "../../Assets/worlds/pki/c1/users/super-admin.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_55[] = {
#embed "../../Assets/worlds/pki/c1/users/super-admin.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_56[] = {
#embed "../../Assets/worlds/pki/c2/kubelets/cluster2-controlplane1.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_57[] = {
#embed "../../Assets/worlds/pki/c2/kubelets/cluster2-controlplane1.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_58[] = {
#embed "../../Assets/worlds/pki/c2/pki/apiserver-etcd-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_59[] = {
#embed "../../Assets/worlds/pki/c2/pki/apiserver-etcd-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_60[] = {
#embed "../../Assets/worlds/pki/c2/pki/apiserver-kubelet-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_61[] = {
#embed "../../Assets/worlds/pki/c2/pki/apiserver-kubelet-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_62[] = {
#embed "../../Assets/worlds/pki/c2/pki/apiserver.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_63[] = {
#embed "../../Assets/worlds/pki/c2/pki/apiserver.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_64[] = {
#embed "../../Assets/worlds/pki/c2/pki/ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_65[] = {
#embed "../../Assets/worlds/pki/c2/pki/ca.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_66[] = {
#embed "../../Assets/worlds/pki/c2/pki/etcd/ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_67[] = {
#embed "../../Assets/worlds/pki/c2/pki/etcd/ca.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_68[] = {
#embed "../../Assets/worlds/pki/c2/pki/etcd/healthcheck-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_69[] = {
#embed "../../Assets/worlds/pki/c2/pki/etcd/healthcheck-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_70[] = {
#embed "../../Assets/worlds/pki/c2/pki/etcd/peer.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_71[] = {
#embed "../../Assets/worlds/pki/c2/pki/etcd/peer.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_72[] = {
#embed "../../Assets/worlds/pki/c2/pki/etcd/server.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_73[] = {
#embed "../../Assets/worlds/pki/c2/pki/etcd/server.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_74[] = {
#embed "../../Assets/worlds/pki/c2/pki/front-proxy-ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_75[] = {
#embed "../../Assets/worlds/pki/c2/pki/front-proxy-ca.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_76[] = {
#embed "../../Assets/worlds/pki/c2/pki/front-proxy-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_77[] = {
#embed "../../Assets/worlds/pki/c2/pki/front-proxy-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_78[] = {
#embed "../../Assets/worlds/pki/c2/pki/sa.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_79[] = {
#embed "../../Assets/worlds/pki/c2/pki/sa.pub" suffix(, 0) if_empty(0)
};
static const unsigned char asset_80[] = {
#embed "../../Assets/worlds/pki/c2/users/admin.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_81[] = {
#embed "../../Assets/worlds/pki/c2/users/admin.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_82[] = {
#embed "../../Assets/worlds/pki/c2/users/controller-manager.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_83[] = {
#embed "../../Assets/worlds/pki/c2/users/controller-manager.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_84[] = {
#embed "../../Assets/worlds/pki/c2/users/kubelet-cluster2-controlplane1.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_85[] = {
#embed "../../Assets/worlds/pki/c2/users/kubelet-cluster2-controlplane1.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_86[] = {
#embed "../../Assets/worlds/pki/c2/users/scheduler.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_87[] = {
#embed "../../Assets/worlds/pki/c2/users/scheduler.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_88[] = {
#embed "../../Assets/worlds/pki/c2/users/super-admin.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_89[] = {
#embed "../../Assets/worlds/pki/c2/users/super-admin.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_90[] = {
#embed "../../Assets/worlds/pki/c3/kubelets/cluster3-controlplane1.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_91[] = {
#embed "../../Assets/worlds/pki/c3/kubelets/cluster3-controlplane1.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_92[] = {
#embed "../../Assets/worlds/pki/c3/kubelets/cluster3-node1.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_93[] = {
#embed "../../Assets/worlds/pki/c3/kubelets/cluster3-node1.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_94[] = {
#embed "../../Assets/worlds/pki/c3/pki/apiserver-etcd-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_95[] = {
#embed "../../Assets/worlds/pki/c3/pki/apiserver-etcd-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_96[] = {
#embed "../../Assets/worlds/pki/c3/pki/apiserver-kubelet-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_97[] = {
#embed "../../Assets/worlds/pki/c3/pki/apiserver-kubelet-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_98[] = {
#embed "../../Assets/worlds/pki/c3/pki/apiserver.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_99[] = {
#embed "../../Assets/worlds/pki/c3/pki/apiserver.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_100[] = {
#embed "../../Assets/worlds/pki/c3/pki/ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_101[] = {
#embed "../../Assets/worlds/pki/c3/pki/ca.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_102[] = {
#embed "../../Assets/worlds/pki/c3/pki/ca.srl" suffix(, 0) if_empty(0)
};
static const unsigned char asset_103[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_104[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/ca.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_105[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/healthcheck-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_106[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/healthcheck-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_107[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/peer.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_108[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/peer.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_109[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/server.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_110[] = {
#embed "../../Assets/worlds/pki/c3/pki/etcd/server.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_111[] = {
#embed "../../Assets/worlds/pki/c3/pki/front-proxy-ca.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_112[] = {
#embed "../../Assets/worlds/pki/c3/pki/front-proxy-ca.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_113[] = {
#embed "../../Assets/worlds/pki/c3/pki/front-proxy-client.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_114[] = {
#embed "../../Assets/worlds/pki/c3/pki/front-proxy-client.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_115[] = {
#embed "../../Assets/worlds/pki/c3/pki/sa.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_116[] = {
#embed "../../Assets/worlds/pki/c3/pki/sa.pub" suffix(, 0) if_empty(0)
};
static const unsigned char asset_117[] = {
#embed "../../Assets/worlds/pki/c3/users/admin.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_118[] = {
#embed "../../Assets/worlds/pki/c3/users/admin.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_119[] = {
#embed "../../Assets/worlds/pki/c3/users/controller-manager.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_120[] = {
#embed "../../Assets/worlds/pki/c3/users/controller-manager.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_121[] = {
#embed "../../Assets/worlds/pki/c3/users/kubelet-cluster3-controlplane1.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_122[] = {
#embed "../../Assets/worlds/pki/c3/users/kubelet-cluster3-controlplane1.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_123[] = {
#embed "../../Assets/worlds/pki/c3/users/kubelet-cluster3-node1.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_124[] = {
#embed "../../Assets/worlds/pki/c3/users/kubelet-cluster3-node1.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_125[] = {
#embed "../../Assets/worlds/pki/c3/users/scheduler.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_126[] = {
#embed "../../Assets/worlds/pki/c3/users/scheduler.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_127[] = {
#embed "../../Assets/worlds/pki/c3/users/super-admin.crt" suffix(, 0) if_empty(0)
};
static const unsigned char asset_128[] = {
#embed "../../Assets/worlds/pki/c3/users/super-admin.key" suffix(, 0) if_empty(0)
};
static const unsigned char asset_129[] = {
#embed "../../exercises/cluster-architecture/crd-list-explain/certificate.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_130[] = {
#embed "../../exercises/cluster-architecture/crd-list-explain/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_131[] = {
#embed "../../exercises/cluster-architecture/crd-list-explain/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_132[] = {
#embed "../../exercises/cluster-architecture/etcd-backup-restore/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_133[] = {
#embed "../../exercises/cluster-architecture/etcd-backup-restore/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_134[] = {
#embed "../../exercises/cluster-architecture/etcd-deleted-namespace/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_135[] = {
#embed "../../exercises/cluster-architecture/etcd-deleted-namespace/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_136[] = {
#embed "../../exercises/cluster-architecture/etcd-facts/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_137[] = {
#embed "../../exercises/cluster-architecture/etcd-outside-backup/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_138[] = {
#embed "../../exercises/cluster-architecture/etcd-outside-backup/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_139[] = {
#embed "../../exercises/cluster-architecture/etcd-restore-in-place/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_140[] = {
#embed "../../exercises/cluster-architecture/etcd-restore-in-place/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_141[] = {
#embed "../../exercises/cluster-architecture/etcd-restore-older/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_142[] = {
#embed "../../exercises/cluster-architecture/etcd-restore-older/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_143[] = {
#embed "../../exercises/cluster-architecture/etcd-save-certificates-given/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_144[] = {
#embed "../../exercises/cluster-architecture/etcd-save-certificates-given/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_145[] = {
#embed "../../exercises/cluster-architecture/etcd-save-certificates-sought/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_146[] = {
#embed "../../exercises/cluster-architecture/etcd-save-certificates-sought/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_147[] = {
#embed "../../exercises/cluster-architecture/etcd-snapshot-figures/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_148[] = {
#embed "../../exercises/cluster-architecture/kustomize-overlay/base-deployment.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_149[] = {
#embed "../../exercises/cluster-architecture/kustomize-overlay/base-kustomization.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_150[] = {
#embed "../../exercises/cluster-architecture/kustomize-overlay/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_151[] = {
#embed "../../exercises/cluster-architecture/kustomize-overlay/overlay-patch.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_152[] = {
#embed "../../exercises/cluster-architecture/kustomize-overlay/overlay.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_153[] = {
#embed "../../exercises/cluster-architecture/kustomize-overlay/patch.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_154[] = {
#embed "../../exercises/cluster-architecture/node-drain/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_155[] = {
#embed "../../exercises/cluster-architecture/node-drain/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_156[] = {
#embed "../../exercises/cluster-architecture/rbac-serviceaccount/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_157[] = {
#embed "../../exercises/cluster-architecture/rbac-serviceaccount/rbac.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_158[] = {
#embed "../../exercises/cluster-architecture/rbac-serviceaccount/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_159[] = {
#embed "../../exercises/exams/mock-a.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_160[] = {
#embed "../../exercises/exams/mock-b.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_161[] = {
#embed "../../exercises/exams/mock-c.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_162[] = {
#embed "../../exercises/exams/mock-d.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_163[] = {
#embed "../../exercises/exams/mock-e.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_164[] = {
#embed "../../exercises/services-and-networking/ingress-path/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_165[] = {
#embed "../../exercises/services-and-networking/ingress-path/ingress.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_166[] = {
#embed "../../exercises/services-and-networking/ingress-path/service.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_167[] = {
#embed "../../exercises/services-and-networking/ingress-path/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_168[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_169[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/namespaces.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_170[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/right-expressions.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_171[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/right.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_172[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_173[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-all-pods.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_174[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-deny-all.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_175[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-dns.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_176[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-ingress.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_177[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-no-peers.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_178[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-no-ports.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_179[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-one-rule.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_180[] = {
#embed "../../exercises/services-and-networking/networkpolicy-egress/wrong-swapped.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_181[] = {
#embed "../../exercises/services-and-networking/static-pod-service/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_182[] = {
#embed "../../exercises/services-and-networking/static-pod-service/pod.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_183[] = {
#embed "../../exercises/services-and-networking/static-pod-service/service.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_184[] = {
#embed "../../exercises/storage/claim-for-kept-volume/claim.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_185[] = {
#embed "../../exercises/storage/claim-for-kept-volume/deployment.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_186[] = {
#embed "../../exercises/storage/claim-for-kept-volume/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_187[] = {
#embed "../../exercises/storage/claim-for-kept-volume/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_188[] = {
#embed "../../exercises/storage/claim-for-kept-volume/volume.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_189[] = {
#embed "../../exercises/storage/persistent-volume/all.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_190[] = {
#embed "../../exercises/storage/persistent-volume/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_191[] = {
#embed "../../exercises/storage/persistent-volume/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_192[] = {
#embed "../../exercises/storage/storage-class-default/claim.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_193[] = {
#embed "../../exercises/storage/storage-class-default/class.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_194[] = {
#embed "../../exercises/storage/storage-class-default/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_195[] = {
#embed "../../exercises/storage/storage-class-default/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_196[] = {
#embed "../../exercises/troubleshooting/apiserver-cannot-reach-etcd/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_197[] = {
#embed "../../exercises/troubleshooting/apiserver-cannot-reach-etcd/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_198[] = {
#embed "../../exercises/troubleshooting/etcd-does-not-start/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_199[] = {
#embed "../../exercises/troubleshooting/etcd-does-not-start/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_200[] = {
#embed "../../exercises/troubleshooting/etcd-wrong-restore/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_201[] = {
#embed "../../exercises/troubleshooting/etcd-wrong-restore/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_202[] = {
#embed "../../exercises/troubleshooting/manual-scheduling/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_203[] = {
#embed "../../exercises/troubleshooting/node-not-ready/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_204[] = {
#embed "../../exercises/troubleshooting/node-not-ready/pod.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_205[] = {
#embed "../../exercises/troubleshooting/node-not-ready/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_206[] = {
#embed "../../exercises/troubleshooting/pods-that-do-not-start/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_207[] = {
#embed "../../exercises/troubleshooting/pods-that-do-not-start/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_208[] = {
#embed "../../exercises/troubleshooting/sidecar-logs/container.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_209[] = {
#embed "../../exercises/troubleshooting/sidecar-logs/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_210[] = {
#embed "../../exercises/troubleshooting/sidecar-logs/init.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_211[] = {
#embed "../../exercises/troubleshooting/sidecar-logs/namespace.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_212[] = {
#embed "../../exercises/troubleshooting/sidecar-logs/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_213[] = {
#embed "../../exercises/workloads-and-scheduling/autoscaler/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_214[] = {
#embed "../../exercises/workloads-and-scheduling/autoscaler/hpa.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_215[] = {
#embed "../../exercises/workloads-and-scheduling/autoscaler/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_216[] = {
#embed "../../exercises/workloads-and-scheduling/config-and-secret/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_217[] = {
#embed "../../exercises/workloads-and-scheduling/config-and-secret/pod.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_218[] = {
#embed "../../exercises/workloads-and-scheduling/config-and-secret/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_219[] = {
#embed "../../exercises/workloads-and-scheduling/config-and-secret/wrong-values.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_220[] = {
#embed "../../exercises/workloads-and-scheduling/daemonset-everywhere/ds.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_221[] = {
#embed "../../exercises/workloads-and-scheduling/daemonset-everywhere/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_222[] = {
#embed "../../exercises/workloads-and-scheduling/daemonset-everywhere/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_223[] = {
#embed "../../exercises/workloads-and-scheduling/deployment-rollback/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_224[] = {
#embed "../../exercises/workloads-and-scheduling/deployment-rollback/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_225[] = {
#embed "../../exercises/workloads-and-scheduling/pod-on-control-plane/affinity.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_226[] = {
#embed "../../exercises/workloads-and-scheduling/pod-on-control-plane/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_227[] = {
#embed "../../exercises/workloads-and-scheduling/pod-on-control-plane/pod.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_228[] = {
#embed "../../exercises/workloads-and-scheduling/pod-on-control-plane/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_229[] = {
#embed "../../exercises/workloads-and-scheduling/priority-class/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_230[] = {
#embed "../../exercises/workloads-and-scheduling/priority-class/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_231[] = {
#embed "../../exercises/workloads-and-scheduling/probes/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_232[] = {
#embed "../../exercises/workloads-and-scheduling/probes/patch.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_233[] = {
#embed "../../exercises/workloads-and-scheduling/probes/start.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_234[] = {
#embed "../../exercises/workloads-and-scheduling/requests-divided/exercise.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_235[] = {
#embed "../../exercises/workloads-and-scheduling/requests-divided/patch.yaml" suffix(, 0) if_empty(0)
};
static const unsigned char asset_236[] = {
#embed "../../exercises/workloads-and-scheduling/requests-divided/start.yaml" suffix(, 0) if_empty(0)
};

static const struct ca_asset assets[] = {
  {"Assets/bootstrap/objects.json", asset_0, sizeof asset_0 - 1},
  {"Assets/images.yaml", asset_1, sizeof asset_1 - 1},
  {"Assets/kinds/columns.json", asset_2, sizeof asset_2 - 1},
  {"Assets/kinds/resources.json", asset_3, sizeof asset_3 - 1},
  {"Assets/kinds/schema.json", asset_4, sizeof asset_4 - 1},
  {"Assets/reference/etcd.md", asset_5, sizeof asset_5 - 1},
  {"Assets/reference/kubectl.md", asset_6, sizeof asset_6 - 1},
  {"Assets/reference/networkpolicy.md", asset_7, sizeof asset_7 - 1},
  {"Assets/reference/node.md", asset_8, sizeof asset_8 - 1},
  {"Assets/worlds/bare.yaml", asset_9, sizeof asset_9 - 1},
  {"Assets/worlds/etcd.yaml", asset_10, sizeof asset_10 - 1},
  {"Assets/worlds/kubeadm.yaml", asset_11, sizeof asset_11 - 1},
  {"Assets/worlds/kubeadm/addons.yaml", asset_12, sizeof asset_12 - 1},
  {"Assets/worlds/kubeadm/kubelet/config.yaml", asset_13, sizeof asset_13 - 1},
  {"Assets/worlds/kubeadm/kubelet/instance-config.yaml", asset_14, sizeof asset_14 - 1},
  {"Assets/worlds/kubeadm/manifests/etcd.yaml", asset_15, sizeof asset_15 - 1},
  {"Assets/worlds/kubeadm/manifests/kube-apiserver.yaml", asset_16, sizeof asset_16 - 1},
  {"Assets/worlds/kubeadm/manifests/kube-controller-manager.yaml", asset_17, sizeof asset_17 - 1},
  {"Assets/worlds/kubeadm/manifests/kube-scheduler.yaml", asset_18, sizeof asset_18 - 1},
  {"Assets/worlds/kubeadm/units/10-kubeadm.conf", asset_19, sizeof asset_19 - 1},
  {"Assets/worlds/kubeadm/units/containerd.service", asset_20, sizeof asset_20 - 1},
  {"Assets/worlds/kubeadm/units/kubelet.service", asset_21, sizeof asset_21 - 1},
  {"Assets/worlds/pki/c1/kubelets/cluster1-controlplane1.crt", asset_22, sizeof asset_22 - 1},
  {"Assets/worlds/pki/c1/kubelets/cluster1-controlplane1.key", asset_23, sizeof asset_23 - 1},
  {"Assets/worlds/pki/c1/pki/apiserver-etcd-client.crt", asset_24, sizeof asset_24 - 1},
  {"Assets/worlds/pki/c1/pki/apiserver-etcd-client.key", asset_25, sizeof asset_25 - 1},
  {"Assets/worlds/pki/c1/pki/apiserver-kubelet-client.crt", asset_26, sizeof asset_26 - 1},
  {"Assets/worlds/pki/c1/pki/apiserver-kubelet-client.key", asset_27, sizeof asset_27 - 1},
  {"Assets/worlds/pki/c1/pki/apiserver.crt", asset_28, sizeof asset_28 - 1},
  {"Assets/worlds/pki/c1/pki/apiserver.key", asset_29, sizeof asset_29 - 1},
  {"Assets/worlds/pki/c1/pki/ca.crt", asset_30, sizeof asset_30 - 1},
  {"Assets/worlds/pki/c1/pki/ca.key", asset_31, sizeof asset_31 - 1},
  {"Assets/worlds/pki/c1/pki/etcd/ca.crt", asset_32, sizeof asset_32 - 1},
  {"Assets/worlds/pki/c1/pki/etcd/ca.key", asset_33, sizeof asset_33 - 1},
  {"Assets/worlds/pki/c1/pki/etcd/healthcheck-client.crt", asset_34, sizeof asset_34 - 1},
  {"Assets/worlds/pki/c1/pki/etcd/healthcheck-client.key", asset_35, sizeof asset_35 - 1},
  {"Assets/worlds/pki/c1/pki/etcd/peer.crt", asset_36, sizeof asset_36 - 1},
  {"Assets/worlds/pki/c1/pki/etcd/peer.key", asset_37, sizeof asset_37 - 1},
  {"Assets/worlds/pki/c1/pki/etcd/server.crt", asset_38, sizeof asset_38 - 1},
  {"Assets/worlds/pki/c1/pki/etcd/server.key", asset_39, sizeof asset_39 - 1},
  {"Assets/worlds/pki/c1/pki/front-proxy-ca.crt", asset_40, sizeof asset_40 - 1},
  {"Assets/worlds/pki/c1/pki/front-proxy-ca.key", asset_41, sizeof asset_41 - 1},
  {"Assets/worlds/pki/c1/pki/front-proxy-client.crt", asset_42, sizeof asset_42 - 1},
  {"Assets/worlds/pki/c1/pki/front-proxy-client.key", asset_43, sizeof asset_43 - 1},
  {"Assets/worlds/pki/c1/pki/sa.key", asset_44, sizeof asset_44 - 1},
  {"Assets/worlds/pki/c1/pki/sa.pub", asset_45, sizeof asset_45 - 1},
  {"Assets/worlds/pki/c1/users/admin.crt", asset_46, sizeof asset_46 - 1},
  {"Assets/worlds/pki/c1/users/admin.key", asset_47, sizeof asset_47 - 1},
  {"Assets/worlds/pki/c1/users/controller-manager.crt", asset_48, sizeof asset_48 - 1},
  {"Assets/worlds/pki/c1/users/controller-manager.key", asset_49, sizeof asset_49 - 1},
  {"Assets/worlds/pki/c1/users/kubelet-cluster1-controlplane1.crt", asset_50, sizeof asset_50 - 1},
  {"Assets/worlds/pki/c1/users/kubelet-cluster1-controlplane1.key", asset_51, sizeof asset_51 - 1},
  {"Assets/worlds/pki/c1/users/scheduler.crt", asset_52, sizeof asset_52 - 1},
  {"Assets/worlds/pki/c1/users/scheduler.key", asset_53, sizeof asset_53 - 1},
  {"Assets/worlds/pki/c1/users/super-admin.crt", asset_54, sizeof asset_54 - 1},
  {"Assets/worlds/pki/c1/users/super-admin.key", asset_55, sizeof asset_55 - 1},
  {"Assets/worlds/pki/c2/kubelets/cluster2-controlplane1.crt", asset_56, sizeof asset_56 - 1},
  {"Assets/worlds/pki/c2/kubelets/cluster2-controlplane1.key", asset_57, sizeof asset_57 - 1},
  {"Assets/worlds/pki/c2/pki/apiserver-etcd-client.crt", asset_58, sizeof asset_58 - 1},
  {"Assets/worlds/pki/c2/pki/apiserver-etcd-client.key", asset_59, sizeof asset_59 - 1},
  {"Assets/worlds/pki/c2/pki/apiserver-kubelet-client.crt", asset_60, sizeof asset_60 - 1},
  {"Assets/worlds/pki/c2/pki/apiserver-kubelet-client.key", asset_61, sizeof asset_61 - 1},
  {"Assets/worlds/pki/c2/pki/apiserver.crt", asset_62, sizeof asset_62 - 1},
  {"Assets/worlds/pki/c2/pki/apiserver.key", asset_63, sizeof asset_63 - 1},
  {"Assets/worlds/pki/c2/pki/ca.crt", asset_64, sizeof asset_64 - 1},
  {"Assets/worlds/pki/c2/pki/ca.key", asset_65, sizeof asset_65 - 1},
  {"Assets/worlds/pki/c2/pki/etcd/ca.crt", asset_66, sizeof asset_66 - 1},
  {"Assets/worlds/pki/c2/pki/etcd/ca.key", asset_67, sizeof asset_67 - 1},
  {"Assets/worlds/pki/c2/pki/etcd/healthcheck-client.crt", asset_68, sizeof asset_68 - 1},
  {"Assets/worlds/pki/c2/pki/etcd/healthcheck-client.key", asset_69, sizeof asset_69 - 1},
  {"Assets/worlds/pki/c2/pki/etcd/peer.crt", asset_70, sizeof asset_70 - 1},
  {"Assets/worlds/pki/c2/pki/etcd/peer.key", asset_71, sizeof asset_71 - 1},
  {"Assets/worlds/pki/c2/pki/etcd/server.crt", asset_72, sizeof asset_72 - 1},
  {"Assets/worlds/pki/c2/pki/etcd/server.key", asset_73, sizeof asset_73 - 1},
  {"Assets/worlds/pki/c2/pki/front-proxy-ca.crt", asset_74, sizeof asset_74 - 1},
  {"Assets/worlds/pki/c2/pki/front-proxy-ca.key", asset_75, sizeof asset_75 - 1},
  {"Assets/worlds/pki/c2/pki/front-proxy-client.crt", asset_76, sizeof asset_76 - 1},
  {"Assets/worlds/pki/c2/pki/front-proxy-client.key", asset_77, sizeof asset_77 - 1},
  {"Assets/worlds/pki/c2/pki/sa.key", asset_78, sizeof asset_78 - 1},
  {"Assets/worlds/pki/c2/pki/sa.pub", asset_79, sizeof asset_79 - 1},
  {"Assets/worlds/pki/c2/users/admin.crt", asset_80, sizeof asset_80 - 1},
  {"Assets/worlds/pki/c2/users/admin.key", asset_81, sizeof asset_81 - 1},
  {"Assets/worlds/pki/c2/users/controller-manager.crt", asset_82, sizeof asset_82 - 1},
  {"Assets/worlds/pki/c2/users/controller-manager.key", asset_83, sizeof asset_83 - 1},
  {"Assets/worlds/pki/c2/users/kubelet-cluster2-controlplane1.crt", asset_84, sizeof asset_84 - 1},
  {"Assets/worlds/pki/c2/users/kubelet-cluster2-controlplane1.key", asset_85, sizeof asset_85 - 1},
  {"Assets/worlds/pki/c2/users/scheduler.crt", asset_86, sizeof asset_86 - 1},
  {"Assets/worlds/pki/c2/users/scheduler.key", asset_87, sizeof asset_87 - 1},
  {"Assets/worlds/pki/c2/users/super-admin.crt", asset_88, sizeof asset_88 - 1},
  {"Assets/worlds/pki/c2/users/super-admin.key", asset_89, sizeof asset_89 - 1},
  {"Assets/worlds/pki/c3/kubelets/cluster3-controlplane1.crt", asset_90, sizeof asset_90 - 1},
  {"Assets/worlds/pki/c3/kubelets/cluster3-controlplane1.key", asset_91, sizeof asset_91 - 1},
  {"Assets/worlds/pki/c3/kubelets/cluster3-node1.crt", asset_92, sizeof asset_92 - 1},
  {"Assets/worlds/pki/c3/kubelets/cluster3-node1.key", asset_93, sizeof asset_93 - 1},
  {"Assets/worlds/pki/c3/pki/apiserver-etcd-client.crt", asset_94, sizeof asset_94 - 1},
  {"Assets/worlds/pki/c3/pki/apiserver-etcd-client.key", asset_95, sizeof asset_95 - 1},
  {"Assets/worlds/pki/c3/pki/apiserver-kubelet-client.crt", asset_96, sizeof asset_96 - 1},
  {"Assets/worlds/pki/c3/pki/apiserver-kubelet-client.key", asset_97, sizeof asset_97 - 1},
  {"Assets/worlds/pki/c3/pki/apiserver.crt", asset_98, sizeof asset_98 - 1},
  {"Assets/worlds/pki/c3/pki/apiserver.key", asset_99, sizeof asset_99 - 1},
  {"Assets/worlds/pki/c3/pki/ca.crt", asset_100, sizeof asset_100 - 1},
  {"Assets/worlds/pki/c3/pki/ca.key", asset_101, sizeof asset_101 - 1},
  {"Assets/worlds/pki/c3/pki/ca.srl", asset_102, sizeof asset_102 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/ca.crt", asset_103, sizeof asset_103 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/ca.key", asset_104, sizeof asset_104 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/healthcheck-client.crt", asset_105, sizeof asset_105 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/healthcheck-client.key", asset_106, sizeof asset_106 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/peer.crt", asset_107, sizeof asset_107 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/peer.key", asset_108, sizeof asset_108 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/server.crt", asset_109, sizeof asset_109 - 1},
  {"Assets/worlds/pki/c3/pki/etcd/server.key", asset_110, sizeof asset_110 - 1},
  {"Assets/worlds/pki/c3/pki/front-proxy-ca.crt", asset_111, sizeof asset_111 - 1},
  {"Assets/worlds/pki/c3/pki/front-proxy-ca.key", asset_112, sizeof asset_112 - 1},
  {"Assets/worlds/pki/c3/pki/front-proxy-client.crt", asset_113, sizeof asset_113 - 1},
  {"Assets/worlds/pki/c3/pki/front-proxy-client.key", asset_114, sizeof asset_114 - 1},
  {"Assets/worlds/pki/c3/pki/sa.key", asset_115, sizeof asset_115 - 1},
  {"Assets/worlds/pki/c3/pki/sa.pub", asset_116, sizeof asset_116 - 1},
  {"Assets/worlds/pki/c3/users/admin.crt", asset_117, sizeof asset_117 - 1},
  {"Assets/worlds/pki/c3/users/admin.key", asset_118, sizeof asset_118 - 1},
  {"Assets/worlds/pki/c3/users/controller-manager.crt", asset_119, sizeof asset_119 - 1},
  {"Assets/worlds/pki/c3/users/controller-manager.key", asset_120, sizeof asset_120 - 1},
  {"Assets/worlds/pki/c3/users/kubelet-cluster3-controlplane1.crt", asset_121, sizeof asset_121 - 1},
  {"Assets/worlds/pki/c3/users/kubelet-cluster3-controlplane1.key", asset_122, sizeof asset_122 - 1},
  {"Assets/worlds/pki/c3/users/kubelet-cluster3-node1.crt", asset_123, sizeof asset_123 - 1},
  {"Assets/worlds/pki/c3/users/kubelet-cluster3-node1.key", asset_124, sizeof asset_124 - 1},
  {"Assets/worlds/pki/c3/users/scheduler.crt", asset_125, sizeof asset_125 - 1},
  {"Assets/worlds/pki/c3/users/scheduler.key", asset_126, sizeof asset_126 - 1},
  {"Assets/worlds/pki/c3/users/super-admin.crt", asset_127, sizeof asset_127 - 1},
  {"Assets/worlds/pki/c3/users/super-admin.key", asset_128, sizeof asset_128 - 1},
  {"exercises/cluster-architecture/crd-list-explain/certificate.yaml", asset_129, sizeof asset_129 - 1},
  {"exercises/cluster-architecture/crd-list-explain/exercise.yaml", asset_130, sizeof asset_130 - 1},
  {"exercises/cluster-architecture/crd-list-explain/start.yaml", asset_131, sizeof asset_131 - 1},
  {"exercises/cluster-architecture/etcd-backup-restore/exercise.yaml", asset_132, sizeof asset_132 - 1},
  {"exercises/cluster-architecture/etcd-backup-restore/start.yaml", asset_133, sizeof asset_133 - 1},
  {"exercises/cluster-architecture/etcd-deleted-namespace/exercise.yaml", asset_134, sizeof asset_134 - 1},
  {"exercises/cluster-architecture/etcd-deleted-namespace/start.yaml", asset_135, sizeof asset_135 - 1},
  {"exercises/cluster-architecture/etcd-facts/exercise.yaml", asset_136, sizeof asset_136 - 1},
  {"exercises/cluster-architecture/etcd-outside-backup/exercise.yaml", asset_137, sizeof asset_137 - 1},
  {"exercises/cluster-architecture/etcd-outside-backup/start.yaml", asset_138, sizeof asset_138 - 1},
  {"exercises/cluster-architecture/etcd-restore-in-place/exercise.yaml", asset_139, sizeof asset_139 - 1},
  {"exercises/cluster-architecture/etcd-restore-in-place/start.yaml", asset_140, sizeof asset_140 - 1},
  {"exercises/cluster-architecture/etcd-restore-older/exercise.yaml", asset_141, sizeof asset_141 - 1},
  {"exercises/cluster-architecture/etcd-restore-older/start.yaml", asset_142, sizeof asset_142 - 1},
  {"exercises/cluster-architecture/etcd-save-certificates-given/exercise.yaml", asset_143, sizeof asset_143 - 1},
  {"exercises/cluster-architecture/etcd-save-certificates-given/start.yaml", asset_144, sizeof asset_144 - 1},
  {"exercises/cluster-architecture/etcd-save-certificates-sought/exercise.yaml", asset_145, sizeof asset_145 - 1},
  {"exercises/cluster-architecture/etcd-save-certificates-sought/start.yaml", asset_146, sizeof asset_146 - 1},
  {"exercises/cluster-architecture/etcd-snapshot-figures/exercise.yaml", asset_147, sizeof asset_147 - 1},
  {"exercises/cluster-architecture/kustomize-overlay/base-deployment.yaml", asset_148, sizeof asset_148 - 1},
  {"exercises/cluster-architecture/kustomize-overlay/base-kustomization.yaml", asset_149, sizeof asset_149 - 1},
  {"exercises/cluster-architecture/kustomize-overlay/exercise.yaml", asset_150, sizeof asset_150 - 1},
  {"exercises/cluster-architecture/kustomize-overlay/overlay-patch.yaml", asset_151, sizeof asset_151 - 1},
  {"exercises/cluster-architecture/kustomize-overlay/overlay.yaml", asset_152, sizeof asset_152 - 1},
  {"exercises/cluster-architecture/kustomize-overlay/patch.yaml", asset_153, sizeof asset_153 - 1},
  {"exercises/cluster-architecture/node-drain/exercise.yaml", asset_154, sizeof asset_154 - 1},
  {"exercises/cluster-architecture/node-drain/start.yaml", asset_155, sizeof asset_155 - 1},
  {"exercises/cluster-architecture/rbac-serviceaccount/exercise.yaml", asset_156, sizeof asset_156 - 1},
  {"exercises/cluster-architecture/rbac-serviceaccount/rbac.yaml", asset_157, sizeof asset_157 - 1},
  {"exercises/cluster-architecture/rbac-serviceaccount/start.yaml", asset_158, sizeof asset_158 - 1},
  {"exercises/exams/mock-a.yaml", asset_159, sizeof asset_159 - 1},
  {"exercises/exams/mock-b.yaml", asset_160, sizeof asset_160 - 1},
  {"exercises/exams/mock-c.yaml", asset_161, sizeof asset_161 - 1},
  {"exercises/exams/mock-d.yaml", asset_162, sizeof asset_162 - 1},
  {"exercises/exams/mock-e.yaml", asset_163, sizeof asset_163 - 1},
  {"exercises/services-and-networking/ingress-path/exercise.yaml", asset_164, sizeof asset_164 - 1},
  {"exercises/services-and-networking/ingress-path/ingress.yaml", asset_165, sizeof asset_165 - 1},
  {"exercises/services-and-networking/ingress-path/service.yaml", asset_166, sizeof asset_166 - 1},
  {"exercises/services-and-networking/ingress-path/start.yaml", asset_167, sizeof asset_167 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/exercise.yaml", asset_168, sizeof asset_168 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/namespaces.yaml", asset_169, sizeof asset_169 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/right-expressions.yaml", asset_170, sizeof asset_170 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/right.yaml", asset_171, sizeof asset_171 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/start.yaml", asset_172, sizeof asset_172 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-all-pods.yaml", asset_173, sizeof asset_173 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-deny-all.yaml", asset_174, sizeof asset_174 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-dns.yaml", asset_175, sizeof asset_175 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-ingress.yaml", asset_176, sizeof asset_176 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-no-peers.yaml", asset_177, sizeof asset_177 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-no-ports.yaml", asset_178, sizeof asset_178 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-one-rule.yaml", asset_179, sizeof asset_179 - 1},
  {"exercises/services-and-networking/networkpolicy-egress/wrong-swapped.yaml", asset_180, sizeof asset_180 - 1},
  {"exercises/services-and-networking/static-pod-service/exercise.yaml", asset_181, sizeof asset_181 - 1},
  {"exercises/services-and-networking/static-pod-service/pod.yaml", asset_182, sizeof asset_182 - 1},
  {"exercises/services-and-networking/static-pod-service/service.yaml", asset_183, sizeof asset_183 - 1},
  {"exercises/storage/claim-for-kept-volume/claim.yaml", asset_184, sizeof asset_184 - 1},
  {"exercises/storage/claim-for-kept-volume/deployment.yaml", asset_185, sizeof asset_185 - 1},
  {"exercises/storage/claim-for-kept-volume/exercise.yaml", asset_186, sizeof asset_186 - 1},
  {"exercises/storage/claim-for-kept-volume/start.yaml", asset_187, sizeof asset_187 - 1},
  {"exercises/storage/claim-for-kept-volume/volume.yaml", asset_188, sizeof asset_188 - 1},
  {"exercises/storage/persistent-volume/all.yaml", asset_189, sizeof asset_189 - 1},
  {"exercises/storage/persistent-volume/exercise.yaml", asset_190, sizeof asset_190 - 1},
  {"exercises/storage/persistent-volume/start.yaml", asset_191, sizeof asset_191 - 1},
  {"exercises/storage/storage-class-default/claim.yaml", asset_192, sizeof asset_192 - 1},
  {"exercises/storage/storage-class-default/class.yaml", asset_193, sizeof asset_193 - 1},
  {"exercises/storage/storage-class-default/exercise.yaml", asset_194, sizeof asset_194 - 1},
  {"exercises/storage/storage-class-default/start.yaml", asset_195, sizeof asset_195 - 1},
  {"exercises/troubleshooting/apiserver-cannot-reach-etcd/exercise.yaml", asset_196, sizeof asset_196 - 1},
  {"exercises/troubleshooting/apiserver-cannot-reach-etcd/start.yaml", asset_197, sizeof asset_197 - 1},
  {"exercises/troubleshooting/etcd-does-not-start/exercise.yaml", asset_198, sizeof asset_198 - 1},
  {"exercises/troubleshooting/etcd-does-not-start/start.yaml", asset_199, sizeof asset_199 - 1},
  {"exercises/troubleshooting/etcd-wrong-restore/exercise.yaml", asset_200, sizeof asset_200 - 1},
  {"exercises/troubleshooting/etcd-wrong-restore/start.yaml", asset_201, sizeof asset_201 - 1},
  {"exercises/troubleshooting/manual-scheduling/exercise.yaml", asset_202, sizeof asset_202 - 1},
  {"exercises/troubleshooting/node-not-ready/exercise.yaml", asset_203, sizeof asset_203 - 1},
  {"exercises/troubleshooting/node-not-ready/pod.yaml", asset_204, sizeof asset_204 - 1},
  {"exercises/troubleshooting/node-not-ready/start.yaml", asset_205, sizeof asset_205 - 1},
  {"exercises/troubleshooting/pods-that-do-not-start/exercise.yaml", asset_206, sizeof asset_206 - 1},
  {"exercises/troubleshooting/pods-that-do-not-start/start.yaml", asset_207, sizeof asset_207 - 1},
  {"exercises/troubleshooting/sidecar-logs/container.yaml", asset_208, sizeof asset_208 - 1},
  {"exercises/troubleshooting/sidecar-logs/exercise.yaml", asset_209, sizeof asset_209 - 1},
  {"exercises/troubleshooting/sidecar-logs/init.yaml", asset_210, sizeof asset_210 - 1},
  {"exercises/troubleshooting/sidecar-logs/namespace.yaml", asset_211, sizeof asset_211 - 1},
  {"exercises/troubleshooting/sidecar-logs/start.yaml", asset_212, sizeof asset_212 - 1},
  {"exercises/workloads-and-scheduling/autoscaler/exercise.yaml", asset_213, sizeof asset_213 - 1},
  {"exercises/workloads-and-scheduling/autoscaler/hpa.yaml", asset_214, sizeof asset_214 - 1},
  {"exercises/workloads-and-scheduling/autoscaler/start.yaml", asset_215, sizeof asset_215 - 1},
  {"exercises/workloads-and-scheduling/config-and-secret/exercise.yaml", asset_216, sizeof asset_216 - 1},
  {"exercises/workloads-and-scheduling/config-and-secret/pod.yaml", asset_217, sizeof asset_217 - 1},
  {"exercises/workloads-and-scheduling/config-and-secret/start.yaml", asset_218, sizeof asset_218 - 1},
  {"exercises/workloads-and-scheduling/config-and-secret/wrong-values.yaml", asset_219, sizeof asset_219 - 1},
  {"exercises/workloads-and-scheduling/daemonset-everywhere/ds.yaml", asset_220, sizeof asset_220 - 1},
  {"exercises/workloads-and-scheduling/daemonset-everywhere/exercise.yaml", asset_221, sizeof asset_221 - 1},
  {"exercises/workloads-and-scheduling/daemonset-everywhere/start.yaml", asset_222, sizeof asset_222 - 1},
  {"exercises/workloads-and-scheduling/deployment-rollback/exercise.yaml", asset_223, sizeof asset_223 - 1},
  {"exercises/workloads-and-scheduling/deployment-rollback/start.yaml", asset_224, sizeof asset_224 - 1},
  {"exercises/workloads-and-scheduling/pod-on-control-plane/affinity.yaml", asset_225, sizeof asset_225 - 1},
  {"exercises/workloads-and-scheduling/pod-on-control-plane/exercise.yaml", asset_226, sizeof asset_226 - 1},
  {"exercises/workloads-and-scheduling/pod-on-control-plane/pod.yaml", asset_227, sizeof asset_227 - 1},
  {"exercises/workloads-and-scheduling/pod-on-control-plane/start.yaml", asset_228, sizeof asset_228 - 1},
  {"exercises/workloads-and-scheduling/priority-class/exercise.yaml", asset_229, sizeof asset_229 - 1},
  {"exercises/workloads-and-scheduling/priority-class/start.yaml", asset_230, sizeof asset_230 - 1},
  {"exercises/workloads-and-scheduling/probes/exercise.yaml", asset_231, sizeof asset_231 - 1},
  {"exercises/workloads-and-scheduling/probes/patch.yaml", asset_232, sizeof asset_232 - 1},
  {"exercises/workloads-and-scheduling/probes/start.yaml", asset_233, sizeof asset_233 - 1},
  {"exercises/workloads-and-scheduling/requests-divided/exercise.yaml", asset_234, sizeof asset_234 - 1},
  {"exercises/workloads-and-scheduling/requests-divided/patch.yaml", asset_235, sizeof asset_235 - 1},
  {"exercises/workloads-and-scheduling/requests-divided/start.yaml", asset_236, sizeof asset_236 - 1},
};

const struct ca_asset *ca_assets(void) { return assets; }
size_t ca_asset_count(void) { return sizeof assets / sizeof assets[0]; }
