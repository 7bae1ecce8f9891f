import Documents
import KubeModel

extension Invocation {
  /// Works out which objects a query means. Asks the server only which kinds it has.
  func select(_ query: ResourceQuery) throws -> ResourceSelection {
    var words = ResourceArguments.normalized(query.arguments)
    let pairs = try ResourceArguments.pairs(words)
    var kindWords: [String] = []
    var names: [String] = []
    if pairs == nil, let first = words.first {
      kindWords = query.hasFiles ? ResourceArguments.commaList(first) : try expandCategories(first)
      words.removeFirst()
      names = words
    }
    var selector = query.labelSelector
    if query.allowsEmptySelector, kindWords.count > 0, names.isEmpty, selector == nil { selector = "" }
    if query.all { selector = "" }
    if query.hasFiles {
      if !query.files.isEmpty, !query.kustomization.isEmpty {
        throw Failure.message("only one of -f or -k can be specified")
      }
      try requireFiles(query)
      try refuseMixture(kindWords, names, pairs)
      return try readManifests(query)
    }
    if selector != nil || query.fieldSelector != nil {
      return try selectCollections(query, kindWords, names, pairs)
    }
    if let pairs { return try selectPairs(query, pairs) }
    if !names.isEmpty { return try selectNames(query, kindWords, names) }
    guard !kindWords.isEmpty else { throw ResourceQuery.missing }
    for word in kindWords { _ = try kind(word) }
    throw Failure.message("resource(s) were provided, but no name was specified")
  }

  /// The kind that a word names; refuses words that name none.
  func kind(_ word: String) throws -> ResourceKind {
    if let kind = try discovery().kind(named: word) { return kind }
    let name = word.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).first.map(String.init) ?? word
    throw Failure.message("the server doesn't have a resource type \(GoText.quoted(name))")
  }

  /// The kinds of a list in which `all` may stand for many.
  private func expandCategories(_ word: String) throws -> [String] {
    var words: [String] = []
    for part in ResourceArguments.commaList(word) {
      let members = try discovery().category(part)
      words += members.isEmpty ? [part] : members.map(\.qualifiedName)
    }
    return words
  }

  private func refuseMixture(
    _ kinds: [String], _ names: [String], _ pairs: [ResourceArguments.Pair]?
  ) throws {
    if !kinds.isEmpty {
      throw Failure.message(
        "when paths, URLs, or stdin is provided as input, you may not specify resource arguments as well")
    }
    if !names.isEmpty { throw Failure.message("name cannot be provided when a path is specified") }
    if pairs != nil {
      throw Failure.message("resource/name arguments cannot be provided when a path is specified")
    }
  }

  private func selectCollections(
    _ query: ResourceQuery, _ kindWords: [String], _ names: [String], _ pairs: [ResourceArguments.Pair]?
  ) throws -> ResourceSelection {
    guard names.isEmpty else { throw Failure.message("name cannot be provided when a selector is specified") }
    guard pairs == nil else {
      throw Failure.message("selectors and the all flag cannot be used when passing resource/name arguments")
    }
    guard !kindWords.isEmpty else {
      throw Failure.message("at least one resource must be specified to use a selector")
    }
    let items = try kindWords.map { word in
      let kind = try kind(word)
      return ResourceItem(
        kind: kind, namespace: kind.isNamespaced && !query.allNamespaces ? query.namespace : "", name: "")
    }
    return ResourceSelection(items: items, isSingle: false)
  }

  private func selectPairs(
    _ query: ResourceQuery, _ pairs: [ResourceArguments.Pair]
  ) throws -> ResourceSelection {
    let items = try pairs.map { pair in try named(pair.name, try kind(pair.kind), query) }
    return ResourceSelection(items: items, isSingle: pairs.count == 1)
  }

  private func selectNames(
    _ query: ResourceQuery, _ kindWords: [String], _ names: [String]
  ) throws -> ResourceSelection {
    guard kindWords.count == 1 else { throw Failure.message("you must specify only one resource") }
    let kind = try kind(kindWords[0])
    return ResourceSelection(
      items: try names.map { try named($0, kind, query) }, isSingle: names.count == 1)
  }

  private func named(_ name: String, _ kind: ResourceKind, _ query: ResourceQuery) throws -> ResourceItem {
    if kind.isNamespaced, query.allNamespaces {
      throw Failure.message("a resource cannot be retrieved by name across all namespaces")
    }
    return ResourceItem(kind: kind, namespace: kind.isNamespaced ? query.namespace : "", name: name)
  }
}

// MARK: - Asking for objects

/// Objects that were asked for, and what went wrong with some of them.
struct ResourceResult {
  var items: [ResourceItem]
  var failures: [Failure]
  var isSingle: Bool
}

extension Invocation {
  /// The objects of a selection as the server has them now; collections are taken apart.
  func fetch(_ selection: ResourceSelection, _ query: ResourceQuery) throws -> ResourceResult {
    var items: [ResourceItem] = []
    var failures = selection.failures
    for item in selection.items {
      do {
        if item.name.isEmpty, item.source.isEmpty {
          items += try list(item, query)
        } else {
          var found = item
          found.object = try get(item)
          found.namespace = found.object.meta.namespace
          items.append(found)
        }
      } catch let failure as Failure {
        failures.append(failure)
      }
    }
    return ResourceResult(items: items, failures: failures, isSingle: selection.isSingle)
  }

  func fetch(_ query: ResourceQuery) throws -> ResourceResult { try fetch(try select(query), query) }

  /// One object.
  func get(_ item: ResourceItem, subresource: String? = nil) throws -> Value {
    if let problem = PathName.problem(item.name) { throw problem }
    return try client().value(
      APIRequest(.get, item.path(subresource: subresource)), subject: "\(item.kind.qualifiedName) \(item.name)")
  }

  /// The objects of a collection.
  func list(_ item: ResourceItem, _ query: ResourceQuery) throws -> [ResourceItem] {
    let answer = try listValue(item, query, accept: "application/json", more: [])
    let kind = answer["kind"]?.string ?? ""
    let elements = answer["items"]?.elements ?? []
    return elements.map { element in
      var object = element
      // Lists leave out what all their items have in common.
      if object["kind"] == nil {
        object["kind"] = .string(kind.hasSuffix("List") ? String(kind.dropLast(4)) : item.kind.kind)
        object["apiVersion"] = .string(item.kind.apiVersion)
      }
      return ResourceItem(
        kind: item.kind, namespace: object.meta.namespace, name: object.meta.name, object: object)
    }
  }

  /// The server's answer to a question for a collection.
  func listValue(
    _ item: ResourceItem, _ query: ResourceQuery, accept: String, more: [APIRequest.QueryItem]
  ) throws -> Value {
    var items: [APIRequest.QueryItem] = []
    let label = query.labelSelector ?? ""
    let field = query.fieldSelector ?? ""
    if !label.isEmpty { items.append(.init("labelSelector", label)) }
    if !field.isEmpty { items.append(.init("fieldSelector", field)) }
    items += more
    do {
      return try client().value(
        APIRequest(.get, item.collectionPath, query: items, accept: accept), subject: item.kind.qualifiedName)
    } catch Failure.status(var status) where status.reason == "BadRequest" || status.reason == "NotFound" {
      let resource = GoText.quoted(item.kind.groupVersionResource)
      status.message =
        label.isEmpty && field.isEmpty
        ? "Unable to list \(resource): \(status.message)"
        : "Unable to find \(resource) that match label selector \(GoText.quoted(label)), field selector "
          + "\(GoText.quoted(field)): \(status.message)"
      throw Failure.status(status)
    }
  }
}
