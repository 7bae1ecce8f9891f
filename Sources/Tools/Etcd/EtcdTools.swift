import World

/// The programs that come with etcd.
let etcdTools: [any Tool.Type] = [Etcdctl.self, Etcdutl.self]
