/// The calls of etcd's Auth service.
public enum EtcdAuthRequest: Sendable {
  case enable
  case disable
  case status
  case authenticate(user: String, password: String)
  case userAdd(name: String, password: String, noPassword: Bool)
  case userGet(name: String)
  case userList
  case userDelete(name: String)
  case userChangePassword(name: String, password: String)
  case userGrantRole(user: String, role: String)
  case userRevokeRole(user: String, role: String)
  case roleAdd(name: String)
  case roleGet(name: String)
  case roleList
  case roleDelete(name: String)
  case roleGrantPermission(role: String, EtcdPermission)
  case roleRevokePermission(role: String, key: EtcdKey, end: EtcdKey?)

  public var method: String {
    let name =
      switch self {
      case .enable: "AuthEnable"
      case .disable: "AuthDisable"
      case .status: "AuthStatus"
      case .authenticate: "Authenticate"
      case .userAdd: "UserAdd"
      case .userGet: "UserGet"
      case .userList: "UserList"
      case .userDelete: "UserDelete"
      case .userChangePassword: "UserChangePassword"
      case .userGrantRole: "UserGrantRole"
      case .userRevokeRole: "UserRevokeRole"
      case .roleAdd: "RoleAdd"
      case .roleGet: "RoleGet"
      case .roleList: "RoleList"
      case .roleDelete: "RoleDelete"
      case .roleGrantPermission: "RoleGrantPermission"
      case .roleRevokePermission: "RoleRevokePermission"
      }
    return "/etcdserverpb.Auth/\(name)"
  }
}

public struct EtcdPermission: Hashable, Sendable {
  public enum Kind: Int, Hashable, Sendable { case read, write, readwrite }

  public var kind: Kind
  public var key: EtcdKey
  public var end: EtcdKey?

  public init(kind: Kind, key: EtcdKey, end: EtcdKey? = nil) {
    self.kind = kind
    self.key = key
    self.end = end
  }
}
