import Documents

/// Users and roles, and whether they matter.
struct EtcdAuth: Hashable, Sendable {
  struct User: Hashable, Sendable {
    /// Not simulated: bcrypt. A password is kept as the SHA-256 of itself, and one out of a real snapshot fits nothing.
    var passwordHash: [UInt8]
    var noPassword: Bool
    var roles: [String]
  }

  var enabled = false
  var revision: UInt64 = 1
  var users: [String: User] = [:]
  var roles: [String: [EtcdPermission]] = [:]

  /// The permissions of a user, through all roles.
  func permissions(of user: String) -> [EtcdPermission] {
    (users[user]?.roles ?? []).flatMap { roles[$0] ?? [] }
  }
}

extension EtcdStore {
  mutating func answer(_ request: EtcdAuthRequest) throws(EtcdError) -> EtcdAuthAnswer {
    switch request {
    case .status: return .status(enabled: auth.enabled, revision: auth.revision)
    case .enable: return try enableAuth()
    case .disable:
      auth.enabled = false
      return changedAuth()
    case .authenticate(let user, let password): return .token(try authenticate(user, password))
    case .userList: return .users(auth.users.keys.sorted())
    case .roleList: return .roles(auth.roles.keys.sorted())
    case .userGet(let name):
      guard let user = auth.users[name] else { throw .userNotFound }
      return .user(roles: user.roles)
    case .roleGet(let name):
      if name == "root" { return .role([EtcdPermission(kind: .readwrite, key: "", end: .unbounded)]) }
      guard let permissions = auth.roles[name] else { throw .roleNotFound }
      return .role(permissions)
    case .userAdd, .userDelete, .userChangePassword, .userGrantRole, .userRevokeRole: return try changeUser(request)
    case .roleAdd, .roleDelete, .roleGrantPermission, .roleRevokePermission: return try changeRole(request)
    }
  }

  private mutating func changedAuth() -> EtcdAuthAnswer {
    auth.revision += 1
    committed()
    return .done
  }

  private mutating func enableAuth() throws(EtcdError) -> EtcdAuthAnswer {
    if auth.enabled { return .done }
    guard let root = auth.users["root"] else { throw .rootUserNotExist }
    if !root.roles.contains("root") { throw .rootRoleNotExist }
    auth.enabled = true
    return changedAuth()
  }

  /// A token for `user`: not simulated is its expiry.
  private func authenticate(_ user: String, _ password: String) throws(EtcdError) -> String {
    if !auth.enabled { throw .authNotEnabled }
    guard let known = auth.users[user], !known.noPassword,
      known.passwordHash == SHA256.digest(Array(password.utf8))
    else { throw .authFailed }
    return "\(user).\(raftIndex)"
  }

  private mutating func changeUser(_ request: EtcdAuthRequest) throws(EtcdError) -> EtcdAuthAnswer {
    switch request {
    case .userAdd(let name, let password, let noPassword):
      if name.isEmpty { throw .userEmpty }
      if auth.users[name] != nil { throw .userExists }
      let hash = noPassword ? [] : SHA256.digest(Array(password.utf8))
      auth.users[name] = EtcdAuth.User(passwordHash: hash, noPassword: noPassword, roles: [])
    case .userDelete(let name):
      if auth.enabled && name == "root" { throw .invalidAuthManagement }
      if auth.users.removeValue(forKey: name) == nil { throw .userNotFound }
    case .userChangePassword(let name, let password):
      if auth.users[name] == nil { throw .userNotFound }
      auth.users[name]?.passwordHash = SHA256.digest(Array(password.utf8))
    case .userGrantRole(let name, let role):
      guard let user = auth.users[name] else { throw .userNotFound }
      if role != "root" && auth.roles[role] == nil { throw .roleNotFound }
      auth.users[name]?.roles = Set(user.roles + [role]).sorted()
    case .userRevokeRole(let name, let role):
      if auth.enabled && name == "root" && role == "root" { throw .invalidAuthManagement }
      guard let user = auth.users[name] else { throw .userNotFound }
      if !user.roles.contains(role) { throw .roleNotGranted }
      auth.users[name]?.roles.removeAll { $0 == role }
    default: break
    }
    return changedAuth()
  }

  private mutating func changeRole(_ request: EtcdAuthRequest) throws(EtcdError) -> EtcdAuthAnswer {
    switch request {
    case .roleAdd(let name):
      if name.isEmpty { throw .roleEmpty }
      if auth.roles[name] != nil { throw .roleExists }
      auth.roles[name] = []
    case .roleDelete(let name):
      if auth.enabled && name == "root" { throw .invalidAuthManagement }
      if auth.roles.removeValue(forKey: name) == nil { throw .roleNotFound }
      for user in auth.users.keys { auth.users[user]?.roles.removeAll { $0 == name } }
    case .roleGrantPermission(let role, let permission):
      guard var permissions = auth.roles[role] else { throw .roleNotFound }
      permissions.removeAll { $0.key == permission.key && $0.end == permission.end }
      permissions.append(permission)
      auth.roles[role] = permissions.sorted { $0.key < $1.key }
    case .roleRevokePermission(let role, let key, let end):
      guard var permissions = auth.roles[role] else { throw .roleNotFound }
      guard let place = permissions.firstIndex(where: { $0.key == key && $0.end == end }) else {
        throw .permissionNotGranted
      }
      permissions.remove(at: place)
      auth.roles[role] = permissions
    default: break
    }
    return changedAuth()
  }
}
