import Hosts
import World

/// Users and groups as a host's /etc/passwd and /etc/group have them.
struct Accounts {
  struct User {
    var name: String
    var id: Int
    var group: Int
    var comment: String
    var home: String
    var shell: String
  }

  struct Group {
    var name: String
    var id: Int
    var members: [String]
  }

  private(set) var users: [User] = []
  private(set) var groups: [Group] = []

  init(_ process: Process) {
    let who = Accessor(credentials: .root, view: process.accessor.view)
    let files = process.files
    func rows(_ path: String) -> [[String]] {
      let text = ((try? files.read(path, by: who)) ?? []).text
      return text.split(separator: "\n").map {
        $0.split(separator: ":", omittingEmptySubsequences: false).map { String($0) }
      }
    }
    for row in rows("/etc/passwd") where row.count >= 7 {
      guard let id = Int(row[2]), let group = Int(row[3]) else { continue }
      users.append(User(name: row[0], id: id, group: group, comment: row[4], home: row[5], shell: row[6]))
    }
    for row in rows("/etc/group") where row.count >= 4 {
      guard let id = Int(row[2]) else { continue }
      groups.append(Group(name: row[0], id: id, members: row[3].split(separator: ",").map { String($0) }))
    }
  }

  func user(_ name: String) -> User? { users.first { $0.name == name } }
  func user(id: Int) -> User? { users.first { $0.id == id } }
  func group(_ name: String) -> Group? { groups.first { $0.name == name } }
  func userName(_ id: Int) -> String? { user(id: id)?.name }
  func groupName(_ id: Int) -> String? { groups.first { $0.id == id }?.name }

  /// All groups of a user, the first one being that of passwd.
  func groupIDs(of user: User) -> [Int] {
    let others = groups.filter { $0.members.contains(user.name) && $0.id != user.group }.map(\.id)
    return [user.group] + others.sorted()
  }

  func credentials(of user: User) -> Credentials {
    Credentials(user: user.id, group: user.group, groups: groupIDs(of: user))
  }
}
