import LabAutodiff
import LabDistributions
import LabRequirements
import LabTensors

/// The numbers of each vector in another order: yᵢ = x at the i-th of some positions. It changes no volume.
public struct PermutationBijection: Bijection, Hashable, Sendable {
  /// Where each number of the image comes from.
  public let order: [Int]
  private let inverseOrder: [Int]

  /// Number i of the image is number `order[i]` of the argument.
  public init(_ order: [Int]) {
    require(order.sorted() == Array(0..<order.count), "\(order) is no order of the numbers of a vector")
    self.order = order
    inverseOrder = order.inverseOrder
  }

  /// The last number first.
  public static func reversal(of size: Int) -> PermutationBijection {
    PermutationBijection(Array((0..<size).reversed()))
  }

  /// One of all orders, each as likely.
  public static func random(of size: Int, using random: Random) -> PermutationBijection {
    PermutationBijection(.permutation(size, using: random))
  }

  /// 1.
  public var eventRank: Int { 1 }
  /// Any numbers.
  public var support: Support { .real }
  /// In the new order.
  public func callAsFunction(_ x: Variable) -> Variable { checked(x).columns(order) }
  /// In the old order.
  public func inverse(_ y: Variable) -> Variable { checked(y).columns(inverseOrder) }
  /// 0.
  public func logDeterminant(_ x: Variable) -> Variable { Variable(.zeros(x.shape.dropLast())) }

  /// Vectors of as many numbers: of longer ones some would be left out.
  private func checked(_ x: Variable) -> Variable {
    require(
      x.shape.rank > 0 && x.shape[-1] == order.count, "a permutation of \(order.count) numbers was given \(x.shape)")
    return x
  }
}

extension [Int] {
  /// Where each number went: of an order, the one that undoes it.
  var inverseOrder: [Int] {
    var result = self
    for (place, source) in enumerated() { result[source] = place }
    return result
  }
}
