import Testing

@testable import LabAutodiff
@testable import LabTensors

/// What a tape records, and for how long.
@Suite struct TapeTests {
  @Test func aVariableUsedTwiceReceivesTheSum() throws {
    let tape = Tape()
    let x = tape.variable(Tensor([1, 2, 3]))
    let gradients = tape.gradients(of: (x * x + x * 5 + x).sum())
    #expect(gradients[x] == Tensor([8, 10, 12]))
  }

  @Test func eachOfSeveralPathsCounts() {
    let tape = Tape()
    let x = tape.variable(Tensor(3))
    var sum = x
    for _ in 0..<10 { sum = sum + sum }
    #expect(tape.gradients(of: sum)[x] == Tensor(1024))
  }

  @Test func operationsOnConstantsGiveConstants() {
    let constant = exp(Variable(Tensor([1, 2]))) * 3 + Variable(1)
    #expect(constant.tape == nil)
    let tape = Tape()
    let x = tape.variable(Tensor([1, 2]))
    #expect((x * constant).tape === tape)
    #expect(tape.gradients(of: (x * constant).sum())[constant] == nil)
  }

  @Test func aDetachedVariableIsAConstant() {
    let tape = Tape()
    let x = tape.variable(Tensor([1, 2]))
    let y = square(x)
    #expect(y.detached.value == y.value && y.detached.tape == nil)
    #expect(tape.gradients(of: (x * y.detached).sum())[x] == Tensor([1, 4]))
  }

  @Test func aConstantsPullbackIsNotCalled() {
    let tape = Tape()
    let x = tape.variable(Tensor(2))
    let y = Variable.operation(
      Tensor(6), (x, { $0 * 3 }), (Variable(3), { _ in preconditionFailure("the pullback of a constant") }))
    #expect(tape.gradients(of: y)[x] == Tensor(3))
  }

  @Test func whatTheScalarDoesNotDependOnHasNoGradient() {
    let tape = Tape()
    let x = tape.variable(Tensor(2)), unused = tape.variable(Tensor(3))
    let aside = exp(unused)
    let gradients = tape.gradients(of: square(x))
    #expect(gradients[x] == Tensor(4) && gradients[unused] == nil && gradients[aside] == nil)
  }

  @Test func theTermsOfAWeightedSumCountByTheirWeights() throws {
    let tape = Tape(), x = tape.variable(Tensor([1, 2])), y = tape.variable(Tensor(3))
    let square = (x * x).sum()
    let gradients = tape.gradients(ofSum: [(square, 0.5), (y, -2), (square, 1), (Variable(7), 1)])
    #expect(try #require(gradients[x]).elements == [3, 6])
    #expect(try #require(gradients[y]).element == -2)
  }

  @Test func theGradientOfAVariableIsOne() {
    let tape = Tape()
    let x = tape.variable(Tensor([2], shape: [1, 1]))
    #expect(tape.gradients(of: x)[x] == Tensor.ones([1, 1]))
  }

  @Test func aParameterUsedTwiceIsOneVariable() {
    let shared = Parameter("shared", Tensor([1, 2])), unused = Parameter("unused", Tensor(0))
    let untouched = Parameter("untouched", Tensor(0))
    let tape = Tape()
    let pass = Pass(.training, on: tape)
    let first = pass[shared], second = pass[shared]
    #expect(first.position == second.position)
    _ = pass[unused]
    let gradients = tape.gradients(of: (first * second).sum())
    #expect(gradients[shared] == Tensor([2, 4]))
    #expect(gradients[unused] == nil && gradients[untouched] == nil)
  }

  @Test func aPassWithoutATapeHasConstantParameters() {
    let parameter = Parameter("weights", Tensor([1, 2]))
    #expect(Pass.evaluation[parameter].tape == nil && Pass.evaluation[parameter].value == parameter.value)
    #expect(Pass(.training)[parameter].tape == nil)
  }

  /// While an operation's pullback runs, the arrays that only later operations needed are gone already.
  @Test func theBackwardPassReleasesWhatItIsDoneWith() throws {
    weak var saved: Storage?, intermediate: Storage?
    var wasReleased: Bool?
    let tape = Tape()
    let x = tape.variable(Tensor([1, 2, 3]))
    let loss = {
      let first = Variable.operation(
        x.value * 2,
        (
          x,
          { gradient in
            wasReleased = saved == nil && intermediate == nil
            return gradient * 2
          }
        ))
      let second = exp(first)
      let third = second + 1
      saved = second.value.storage
      intermediate = third.value.storage
      return (third * third).sum()
    }()
    #expect(saved != nil && intermediate != nil)
    let gradient = try #require(tape.gradients(of: loss)[x])
    #expect(wasReleased == true)
    #expect(saved == nil && gradient.shape == [3])
  }

  /// A pullback may write over the gradient that it is given, but not where another argument has the same one: here the
  /// sum gives both of its arguments, and through a reshape a third, the very array it received.
  @Test func aGradientThatTwoArgumentsShareIsNotOverwritten() throws {
    let tape = Tape()
    let x = tape.variable(Tensor([-2, 3])), y = tape.variable(Tensor([1, -1])), z = tape.variable(Tensor([5, 6]))
    let sum = x.mapped(.relu) + (y.mapped(.relu) + z.reshaped(to: [2, 1]).reshaped(to: [2]))
    let gradients = tape.gradients(of: (sum * Variable(Tensor([10, 20]))).sum())
    #expect(gradients[x] == Tensor([0, 20]))
    #expect(gradients[y] == Tensor([10, 0]))
    #expect(gradients[z] == Tensor([10, 20]))
  }

  /// One that nobody else holds becomes the argument's in place.
  @Test func aGradientOfOneOwnerIsOverwritten() {
    let tape = Tape()
    let x = tape.variable(Tensor([-1, 1]))
    var storage: ObjectIdentifier?
    let y = Variable.operation(
      Tensor(0),
      (
        x.mapped(.relu),
        { _ in
          let gradient = Tensor([7, 8])
          storage = ObjectIdentifier(gradient.storage)
          return gradient
        }
      ))
    let gradient = tape.gradients(of: y)[x]
    #expect(gradient == Tensor([0, 8]))
    #expect(gradient.map { ObjectIdentifier($0.storage) } == storage)
  }

  /// Nor where a pullback gives out an array that it keeps.
  @Test func aGradientThatAPullbackKeepsIsNotOverwritten() {
    let tape = Tape()
    let kept = Tensor([7, 8]), x = tape.variable(Tensor([-1, 1]))
    let y = Variable.operation(Tensor(0), (x.mapped(.relu), { _ in kept }))
    #expect(tape.gradients(of: y)[x] == Tensor([0, 8]))
    #expect(kept == Tensor([7, 8]))
  }

  /// A sum needs only the shapes of its arguments: their arrays go before the backward pass begins.
  @Test func theTapeKeepsOnlyWhatPullbacksNeed() {
    weak var summand: Storage?
    let tape = Tape()
    let x = tape.variable(Tensor([1, 2, 3]))
    let loss = {
      let scaled = x * 2
      summand = scaled.value.storage
      return (scaled + 1).sum()
    }()
    #expect(summand == nil)
    #expect(tape.gradients(of: loss)[x] == Tensor([2, 2, 2]))
  }

  /// The same place on two tapes is two variables: the one's gradient says nothing of the other.
  @Test func theGradientOfAnotherTapesVariableIsAMistake() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      let tape = Tape(), other = Tape()
      let x = tape.variable(Tensor(3)), y = other.variable(Tensor(5))
      _ = tape.gradients(of: square(x))[y]
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("the gradient with respect to a variable of another tape"), "\(message)")
  }

  /// What is computed after the gradients has a value, but no gradient: least of all that of what had been recorded at its place.
  @Test func whatComesAfterTheGradientsHasNone() {
    let tape = Tape(), x = tape.variable(Tensor(3)), gradients = tape.gradients(of: square(x))
    let later = tape.variable(Tensor(5)) * x
    #expect(later.value.element == 15 && gradients[later] == nil && gradients[x]?.element == 6)
  }

  @Test func gradientsAreGivenOnce() async {
    let result = await #expect(processExitsWith: .exitCode(2), observing: [\.standardErrorContent]) {
      let tape = Tape(), pass = Pass(.training, on: tape), w = Parameter("w", Tensor(3))
      _ = tape.gradients(of: square(pass[w]))
      _ = tape.gradients(of: square(pass[w]))
    }
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("a tape gives gradients once"), "\(message)")
  }

  @Test func misuseStopsTheProgram() async {
    await #expect(processExitsWith: .failure) {
      let tape = Tape()
      let x = tape.variable(Tensor([1, 2]))
      _ = tape.gradients(of: x)  // not a scalar
    }
    await #expect(processExitsWith: .failure) {
      let x = Tape().variable(Tensor(1)), y = Tape().variable(Tensor(1))
      _ = x + y
    }
    await #expect(processExitsWith: .failure) {
      let tape = Tape()
      let y = square(tape.variable(Tensor(1)))
      _ = tape.gradients(of: y)
      _ = tape.gradients(of: y)  // the tape is used up
    }
  }
}
