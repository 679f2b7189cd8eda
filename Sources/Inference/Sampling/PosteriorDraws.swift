import LabAutodiff
import LabRequirements
import LabStatistics
import LabTensors

/// Draws of a model's latent variables from its posterior, or from what is taken for it, by the names of the sites.
public struct PosteriorDraws: Sendable {
  /// The number of chains that made them: 1 where they are independent.
  public let chains: Int
  /// The sites, in the order of the program, and what was added to them.
  public private(set) var names: [String]
  /// (Chains × draws) × plates × event.
  private var values: [Tensor]

  init(chains: Int, names: [String], values: [Tensor]) {
    (self.chains, self.names, self.values) = (chains, names, values)
  }

  /// Draws that were made elsewhere.
  ///
  /// - Parameters:
  ///   - sites: The name of each site and its values, as many of each: draws × plates × event, chain after chain.
  ///   - chains: The number of chains, all of one length: 1 of independent draws.
  public init(_ sites: [(name: String, values: Tensor)], chains: Int = 1) {
    let shapes = sites.map(\.values.shape)
    require(!sites.isEmpty && shapes.allSatisfy { $0.rank > 0 && $0[0] > 0 }, "no draws of a site: \(shapes)")
    require(
      shapes.allSatisfy { $0[0] == shapes[0][0] } && chains > 0 && shapes[0][0].isMultiple(of: chains),
      "draws of shapes \(shapes) are not as many of each, of \(chains) chains of one length")
    self.init(chains: chains, names: sites.map(\.name), values: sites.map(\.values))
  }

  /// Independent draws of the guide of a model, in evaluation mode.
  ///
  /// - Parameters:
  ///   - model: The model, whose guide is run.
  ///   - data: What the guide is given.
  ///   - count: How many draws, at least one.
  ///   - random: Where the sites draw from, another stream for each draw.
  public init<Data>(
    ofGuideOf model: some VariationalModel<Data>, for data: Data, count: Int, using random: Random
  ) throws {
    require(count > 0, "\(count) draws of a guide")
    var collected = CollectedDraws()
    for index in 0..<count {
      let trace = Trace(.guide, .evaluation, using: random[index])
      try model.guide(trace, data)
      try collected.add(trace.sites.filter { $0.kind == .latent }.map { ($0.name, $0.value.value) })
    }
    self.init(chains: 1, names: collected.names, values: collected.stacked)
  }

  /// The number of draws of all chains.
  public var count: Int { values[0].shape[0] }

  /// The number of draws of each chain.
  public var drawsPerChain: Int { count / chains }

  /// The draws of a site, chain after chain: draws × plates × event. A site that is not there is an error that names it.
  public subscript(name: String) -> Tensor {
    get throws {
      guard let position = names.firstIndex(of: name) else { throw ModelError.noSite(name, among: names) }
      return values[position]
    }
  }

  /// One draw of everything.
  public func draw(_ index: Int) -> PosteriorDraw {
    require((0..<count).contains(index), "there is no draw \(index) of \(count)")
    return PosteriorDraw(
      names: names,
      values: values.map { $0.slice(index..<index + 1, along: 0).reshaped(to: $0.shape.dropFirst()) })
  }

  /// The same draws with something computed from each: a quantity of interest, or a parameter of another parametrisation.
  ///
  /// ```swift
  /// let withEffects = try draws.adding("theta") { try $0["mu"] + $0["tau"] * $0["eta"] }
  /// ```
  public func adding(_ name: String, _ compute: (PosteriorDraw) throws -> Tensor) throws -> PosteriorDraws {
    require(!names.contains(name), "there are draws of “\(name)” already")
    var collected = CollectedDraws(), result = self
    for index in 0..<count { try collected.add([(name, compute(draw(index)))]) }
    result.names.append(name)
    result.values += collected.stacked
    return result
  }

  /// So many of the draws, at equal distances, as those of one chain: what depends on each other lies far apart.
  public func thinned(to count: Int) -> PosteriorDraws {
    require((1...self.count).contains(count), "\(count) draws of \(self.count)")
    let kept = (0..<count).map { $0 * self.count / count }
    return PosteriorDraws(chains: 1, names: names, values: values.map { $0.gathered(kept) })
  }

  /// Every number of every site, with what its draws tell: `mu`, or of more numbers `theta[0]`, `theta[1]`, by their place in the
  /// site's value.
  public var numbers: [PosteriorNumber] { zip(names, values).flatMap { split($0, $1) } }

  /// Every number of a site. A site that is not there is an error that names it.
  public func numbers(of name: String) throws -> [PosteriorNumber] { split(name, try self[name]) }

  private func split(_ name: String, _ value: Tensor) -> [PosteriorNumber] {
    let shape = value.shape.dropFirst(), elements = value.elements
    return (0..<shape.count).map { position in
      let draws = (0..<chains).map { chain in
        (0..<drawsPerChain).map { Double(elements[(chain * drawsPerChain + $0) * shape.count + position]) }
      }
      return PosteriorNumber(name: name + Self.label(position, in: shape), draws: MarkovChains(draws))
    }
  }

  private static func label(_ position: Int, in shape: Shape) -> String {
    guard shape.rank > 0 else { return "" }
    var rest = position
    let places = shape.dimensions.reversed().map { extent -> String in
      defer { rest /= extent }
      return "\(rest % extent)"
    }
    return "[\(places.reversed().joined(separator: ", "))]"
  }
}

/// One draw of all latent variables.
public struct PosteriorDraw {
  fileprivate let names: [String]
  fileprivate let values: [Tensor]

  /// The value of a site, plates × event. A site that is not there is an error that names it.
  public subscript(name: String) -> Tensor {
    get throws {
      guard let position = names.firstIndex(of: name) else { throw ModelError.noSite(name, among: names) }
      return values[position]
    }
  }

  /// The values by the names of their sites.
  var byName: [String: Variable] {
    Dictionary(uniqueKeysWithValues: zip(names, values.map { Variable($0) }))
  }
}

/// One number of a posterior, by its draws: its mean, its deviation, and how well they are known.
@dynamicMemberLookup public struct PosteriorNumber: Sendable {
  /// The site, and the place in its value.
  public let name: String
  /// The draws.
  public let draws: MarkovChains

  /// A figure of the draws, such as `mean` or `rHat`.
  public subscript<Figure>(dynamicMember path: KeyPath<MarkovChains, Figure>) -> Figure { draws[keyPath: path] }
}

/// Values of the same sites, one draw after another.
struct CollectedDraws {
  private(set) var names: [String] = []
  private var draws: [[Tensor]] = []

  mutating func add(_ sites: [(name: String, value: Tensor)]) throws {
    if draws.isEmpty { (names, draws) = (sites.map(\.name), sites.map { _ in [] }) }
    guard sites.map(\.name) == names else {
      let odd = sites.first { !names.contains($0.name) }?.name ?? names[0]
      throw ModelError(odd, "site “\(odd)” comes and goes from one draw to the next; draws of it do not stack")
    }
    for (position, site) in sites.enumerated() {
      if let first = draws[position].first, first.shape != site.value.shape {
        throw ModelError(
          site.name,
          "site “\(site.name)” has draws of shape \(first.shape) and of \(site.value.shape), which do not stack")
      }
      draws[position].append(site.value)
    }
  }

  /// Draws × plates × event of each site.
  var stacked: [Tensor] {
    draws.map { site in Tensor.concatenate(site.map { $0.reshaped(to: [1] + $0.shape) }, along: 0) }
  }
}
