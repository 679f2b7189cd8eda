import LabAutodiff
import LabTensors

/// How what a shard came to is cut into pieces, each an array that begins with a 0: gradients, those of the last parameters first,
/// since a backward pass finds them first; with the last piece what the running statistics became, the terms, and the loss.
package struct ShardLayout {
  /// The parameters whose gradients a piece has, in its order.
  let parameters: [[Parameter]]
  let statistics: [Parameter]
  private let order: [Parameter]

  /// What is sent in less time than it takes to say so, is not worth a message of its own: a quarter of a megabyte.
  package static let pieceSize = 65_536

  init(_ parameters: [Parameter], pieceSize: Int) {
    var known: Set<Parameter> = []
    statistics = parameters.flatMap(\.statistics).filter { known.insert($0).inserted }
    order = parameters
    var pieces: [[Parameter]] = [[]], size = 0
    for parameter in parameters.reversed() {
      if size >= pieceSize {
        pieces.append([])
        size = 0
      }
      pieces[pieces.count - 1].append(parameter)
      size += parameter.value.count
    }
    self.parameters = pieces
  }

  /// What a shard came to.
  func pieces(of evaluated: EvaluatedLoss) -> [ShardSum] {
    let gradients = Dictionary(zip(order, evaluated.gradients)) { first, _ in first }
    return parameters.indices.map { piece in
      let arrays = parameters[piece].compactMap { gradients[$0] }
      guard piece == parameters.count - 1 else { return .numbers(Self.piece(arrays, [])) }
      return .numbers(
        Self.piece(arrays + statistics.map(\.value), evaluated.terms.map(\.value) + [evaluated.loss]))
    }
  }

  private static func piece(_ arrays: [Tensor], _ numbers: [Float]) -> Tensor {
    Tensor(uninitialized: [1 + arrays.reduce(0) { $0 + $1.count } + numbers.count]) { piece in
      piece[0] = 0
      var place = 1
      for array in arrays {
        array.withElements { elements in
          _ = UnsafeMutableBufferPointer(rebasing: piece[place..<place + elements.count]).update(from: elements)
        }
        place += array.count
      }
      for number in numbers {
        piece[place] = number
        place += 1
      }
    }
  }

  /// The mean over the shards, of the sums of their pieces; nil where these have not as many numbers as they should.
  func means(
    of sums: [ShardSum], over shards: Int, terms names: [String]
  ) -> (EvaluatedLoss, statistics: [Tensor])? {
    var gradients: [Parameter: Tensor] = [:], statistics: [Tensor] = [], rest: [Float] = []
    for (piece, sum) in sums.enumerated() {
      let isLast = piece == parameters.count - 1
      guard case .numbers(let numbers) = sum, numbers.count == count(of: piece, terms: names.count) else { return nil }
      (numbers * (1 / Float(shards))).withElements { mean in
        var place = 1
        func next(_ shape: Shape) -> Tensor {
          defer { place += shape.count }
          return Tensor(uninitialized: shape) { _ = $0.update(fromContentsOf: mean[place..<place + shape.count]) }
        }
        for parameter in parameters[piece] { gradients[parameter] = next(parameter.value.shape) }
        guard isLast else { return }
        statistics = self.statistics.map { next($0.value.shape) }
        rest = Array(mean[place...])
      }
    }
    let evaluated = EvaluatedLoss(
      loss: rest[names.count], terms: names.indices.map { (names[$0], rest[$0]) },
      gradients: order.compactMap { gradients[$0] })
    return (evaluated, statistics)
  }

  private func count(of piece: Int, terms: Int) -> Int {
    let own = 1 + parameters[piece].reduce(0) { $0 + $1.value.count }
    return piece < parameters.count - 1 ? own : own + statistics.reduce(0) { $0 + $1.value.count } + terms + 1
  }

  /// The pieces as they become known, one after another.
  var knownPieces: KnownPieces { KnownPieces(layout: self) }

  /// Gradients that are known while others are still computed.
  struct KnownPieces {
    fileprivate let layout: ShardLayout
    private var gradients: [Parameter: Tensor] = [:]
    private var next = 0

    fileprivate init(layout: ShardLayout) { self.layout = layout }

    /// Notes a gradient, and offers each piece of which all are known now, but for the last, which has more than gradients.
    mutating func note(_ parameter: Parameter, _ gradient: Tensor, offer: (ShardSum) -> Void) {
      gradients[parameter] = gradient
      while next < layout.parameters.count - 1 {
        let arrays = layout.parameters[next].compactMap { gradients[$0] }
        guard arrays.count == layout.parameters[next].count else { return }
        offer(.numbers(ShardLayout.piece(arrays, [])))
        for parameter in layout.parameters[next] { gradients[parameter] = nil }
        next += 1
      }
    }
  }
}
