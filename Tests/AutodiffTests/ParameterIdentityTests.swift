import LabAutodiff
import LabTensors
import Testing

@Suite struct ParameterIdentityTests {
  /// Memory of a parameter that is gone may be used for the next one: the tape must not take that for the first.
  @Test func parametersMadeDuringAPassAreToldApart() {
    let tape = Tape(), pass = Pass(.training, on: tape)
    var total = Variable(Tensor(0))
    for index in 1...100 { total = total + pass[Parameter("temporary", Tensor(Float(index)))] }
    #expect(total.value.element == 5_050)
    let last = Parameter("last", Tensor(3))
    let gradients = tape.gradients(of: total + pass[last] * pass[last])
    #expect(gradients[last] == Tensor(6))
  }

  @Test func equalValuesDoNotMakeParametersEqual() {
    let a = Parameter("same", Tensor(1)), b = Parameter("same", Tensor(1))
    #expect(a != b)
    #expect(Set([a, b, a]).count == 2)
  }
}
