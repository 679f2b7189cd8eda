import LabRequirements
import LabTensors

/// A record of the operations of one evaluation, in order, from which reverse mode computes gradients.
///
/// A tape is used once: computing the gradients consumes it, so that each array is released as soon as the backward pass
/// no longer needs it.
public final class Tape {
  /// From the gradient of an operation's result to those of its arguments, which it adds to what they have.
  typealias Pullback = (_ gradient: inout Tensor, _ gradients: inout Sums) -> Void

  /// The gradients found so far, by the positions of their variables.
  struct Sums {
    fileprivate var byPosition: [Tensor?]

    mutating func add(_ contribution: Tensor, at position: Int) {
      guard var sum = byPosition[position].take() else { return byPosition[position] = contribution }
      sum += contribution
      byPosition[position] = sum
    }
  }

  /// Which arguments of an operation want a gradient: those that are not constant.
  public struct Wanted {
    /// The arguments' positions on the tape; nil where one is a constant.
    fileprivate let positions: [Int?]

    /// Whether the argument of this number does.
    public subscript(argument: Int) -> Bool { positions[argument] != nil }
  }

  /// One for each variable; none where it is no result of an operation.
  private var pullbacks: [Pullback?] = []
  private var parameterPositions: [Parameter: Int] = [:]
  /// What stands beside the parameters used, as it was before a layer could change it.
  private var statistics: [(parameter: Parameter, value: Tensor)] = []
  /// Whether gradients were computed, which uses up what was recorded.
  private var isUsedUp = false

  /// Why gradients of what was recorded would teach nothing, where that was found out; the first reason.
  public private(set) var objection: String?

  func object(_ reason: String) { objection = objection ?? reason }

  /// An empty tape.
  public init() {}

  /// A variable whose gradient will be known.
  public func variable(_ value: Tensor) -> Variable { record(value, nil) }

  /// The variable of a parameter: the same one however often it is asked for.
  public func variable(for parameter: Parameter) -> Variable {
    if let position = parameterPositions[parameter] {
      return Variable(value: parameter.value, tape: self, position: position)
    }
    let variable = variable(parameter.value)
    parameterPositions[parameter] = variable.position
    statistics += parameter.statistics.map { ($0, $0.value) }
    return variable
  }

  /// Gives the statistics of all parameters used the values that they had when these were first asked for, so that a step that
  /// fails leaves no trace in them.
  package func restoreStatistics() {
    // Of two values of one, the earlier counts.
    for (parameter, value) in statistics.reversed() { parameter.value = value }
  }

  func record(_ value: Tensor, _ pullback: Pullback?) -> Variable {
    // What comes later has a value and no place, which would be another variable's.
    guard !isUsedUp else { return Variable(value: value, tape: self, position: .max) }
    pullbacks.append(pullback)
    return Variable(value: value, tape: self, position: pullbacks.count - 1)
  }

  /// The gradients of a scalar with respect to every variable made by this tape and every parameter used on it.
  public func gradients(of scalar: Variable) -> Gradients {
    require(scalar.tape === self, "the gradient of a value that was not computed on this tape")
    return gradients(ofSum: [(scalar, 1)])
  }

  /// The gradients of a weighted sum of scalars; constants among them have none.
  public func gradients(ofSum terms: [(scalar: Variable, weight: Float)]) -> Gradients {
    gradients(ofSum: terms, whenFinal: nil)
  }

  /// The same, which tells of each parameter's gradient as soon as nothing more is added to it: mostly those of the last layers first.
  package func gradients(
    ofSum terms: [(scalar: Variable, weight: Float)], whenFinal: ((Parameter, Tensor) -> Void)?
  ) -> Gradients {
    require(!isUsedUp, "a tape gives gradients once, and this one has: record on a new one")
    isUsedUp = true
    var gradients = Sums(byPosition: Array(repeating: nil, count: pullbacks.count))
    for (scalar, weight) in terms where scalar.tape != nil {
      require(scalar.tape === self, "the gradient of a value that was not computed on this tape")
      require(scalar.value.count == 1, "the gradient of a value of shape \(scalar.value.shape), not of a scalar")
      gradients.add(Tensor(repeating: weight, shape: scalar.value.shape), at: scalar.position)
    }
    let parameters = whenFinal == nil ? [:] : Dictionary(uniqueKeysWithValues: parameterPositions.map { ($1, $0) })
    while let pullback = pullbacks.popLast() {
      let position = pullbacks.count
      if let parameter = parameters[position], let gradient = gradients.byPosition[position] {
        whenFinal?(parameter, gradient)
      }
      guard let pullback, var gradient = gradients.byPosition[position].take() else { continue }
      pullback(&gradient, &gradients)
    }
    return Gradients(tape: self, byPosition: gradients.byPosition, parameterPositions: parameterPositions)
  }
}

/// A tensor in a computation, with its place on the tape; a constant has none, and operations on constants leave no trace.
public struct Variable {
  /// The value.
  public let value: Tensor
  let tape: Tape?
  let position: Int

  init(value: Tensor, tape: Tape?, position: Int) { (self.value, self.tape, self.position) = (value, tape, position) }

  /// A constant.
  public init(_ constant: Tensor) { self.init(value: constant, tape: nil, position: -1) }

  /// A constant scalar.
  public init(_ constant: Float) { self.init(Tensor(constant)) }

  /// The extents of the value.
  public var shape: Shape { value.shape }

  /// Whether gradients pass through it: a constant, and what is computed of constants, has none.
  package var isDifferentiable: Bool { tape != nil }

  /// The same value as a constant: no gradient passes.
  public var detached: Variable { Variable(value) }

  /// The result of an operation, with the argument's pullback beneath it: from the gradient of the result to the
  /// argument's. A constant's pullback is never called. A pullback captures tensors and shapes, never variables: these
  /// hold the tape, which would then hold itself. `GradientCheck` tells whether it is right.
  ///
  /// ```swift
  /// extension Variable {
  ///   /// x³ of every element: ∂x = 3 x² g.
  ///   var cubed: Variable {
  ///     .operation(value * value * value, (self, { [value] in $0 * value * value * 3 }))
  ///   }
  /// }
  /// ```
  public static func operation(_ value: Tensor, _ argument: (Variable, (Tensor) -> Tensor)) -> Variable {
    let (variable, pullback) = argument
    guard let tape = variable.tape else { return Variable(value) }
    return tape.record(value) { [position = variable.position] gradient, gradients in
      gradients.add(pullback(gradient), at: position)
    }
  }

  /// The result of an operation on any number of arguments, each with its pullback.
  public static func operation(_ value: Tensor, _ arguments: (Variable, (Tensor) -> Tensor)...) -> Variable {
    let pullbacks = arguments.map(\.1)
    return operation(value, of: arguments.map(\.0)) { gradient, wanted in
      pullbacks.indices.map { wanted[$0] ? pullbacks[$0](gradient) : nil }
    }
  }

  /// The same for two, as arithmetic has them, without an array of them.
  public static func operation(
    _ value: Tensor, _ left: (Variable, (Tensor) -> Tensor), _ right: (Variable, (Tensor) -> Tensor)
  ) -> Variable {
    guard let tape = left.0.tape else { return operation(value, right) }
    guard right.0.tape != nil else { return operation(value, left) }
    require(right.0.tape === tape, "an operation on variables of two tapes")
    return tape.record(value) {
      [positions = (left.0.position, right.0.position), pullbacks = (left.1, right.1)] gradient, gradients in
      gradients.add(pullbacks.0(gradient), at: positions.0)
      gradients.add(pullbacks.1(gradient), at: positions.1)
    }
  }

  /// The result of an operation whose gradients come out of one computation; `wanted` tells the arguments that need one.
  /// The pullback may change the result's gradient into an argument's: it is not used again.
  public static func operation(
    _ value: Tensor, of arguments: [Variable],
    pullback: @escaping (_ gradient: inout Tensor, _ wanted: Tape.Wanted) -> [Tensor?]
  ) -> Variable {
    guard let tape = arguments.lazy.compactMap(\.tape).first else { return Variable(value) }
    require(arguments.allSatisfy { $0.tape == nil || $0.tape === tape }, "an operation on variables of two tapes")
    let wanted = Tape.Wanted(positions: arguments.map { $0.tape == nil ? nil : $0.position })
    return tape.record(value) { gradient, gradients in
      for (position, contribution) in zip(wanted.positions, pullback(&gradient, wanted)) {
        if let position, let contribution { gradients.add(contribution, at: position) }
      }
    }
  }
}

/// What a backward pass found.
public struct Gradients {
  /// Held, so that no later tape can be taken for it.
  private let tape: Tape
  private let byPosition: [Tensor?]
  private let parameterPositions: [Parameter: Int]

  init(tape: Tape, byPosition: [Tensor?], parameterPositions: [Parameter: Int]) {
    (self.tape, self.byPosition, self.parameterPositions) = (tape, byPosition, parameterPositions)
  }

  /// The gradient with respect to a variable made by the tape; nil where the scalar does not depend on it, and for a
  /// constant. To ask for that of another tape's variable is a mistake.
  public subscript(variable: Variable) -> Tensor? {
    guard let other = variable.tape else { return nil }
    require(other === tape, "the gradient with respect to a variable of another tape than these gradients are of")
    return byPosition.indices.contains(variable.position) ? byPosition[variable.position] : nil
  }

  /// The gradient with respect to a parameter; nil where the scalar does not depend on it.
  public subscript(parameter: Parameter) -> Tensor? {
    parameterPositions[parameter].flatMap { byPosition[$0] }
  }
}
