import LabTensors
import Testing

/// The padding and the output sizes of windows.
@Suite struct WindowTests {
  @Test(arguments: 1...6, 1...4) func samePaddingGivesInputOverStrideOutputs(kernel: Int, stride: Int) {
    for size in 1...12 {
      let window = Window(kernel, 1, strides: (stride, 2), padding: .same, over: (height: size, width: 7))
      let outputs = (size + stride - 1) / stride
      #expect(window.outputSize(height: size, width: 7) == (outputs, 4))
      // No more than what the last window reaches beyond the input, an odd row at the end.
      #expect(window.top + window.bottom == max((outputs - 1) * stride + kernel - size, 0))
      #expect(window.bottom - window.top == (window.top + window.bottom) % 2)
      #expect((window.left, window.right) == (0, 0))
      let turned = Window(1, kernel, strides: (2, stride), padding: .same, over: (height: 7, width: size))
      #expect((turned.left, turned.right) == (window.top, window.bottom))
    }
  }

  @Test(arguments: [
    // kernel, stride, input, before, after
    [3, 1, 28, 1, 1], [2, 1, 28, 0, 1], [2, 2, 28, 0, 0], [3, 2, 28, 0, 1], [3, 2, 7, 1, 1], [5, 2, 28, 1, 2],
    [1, 3, 10, 0, 0], [4, 1, 9, 1, 2],
  ]) func samePaddingOfFamiliarWindows(_ row: [Int]) {
    let window = Window(
      row[0], row[0], strides: (row[1], row[1]), padding: .same, over: (height: row[2], width: row[2]))
    #expect([window.top, window.bottom, window.left, window.right] == [row[3], row[4], row[3], row[4]])
  }

  @Test(arguments: 1...5, 1...4) func validAndExplicitPaddingCountThePlacesOfTheWindow(kernel: Int, stride: Int) {
    for size in 1...9 {
      for (top, bottom) in [(0, 0), (1, 1), (2, 0), (0, 3)] {
        let places = (0..<size + top + bottom).filter { $0 % stride == 0 && $0 + kernel <= size + top + bottom }.count
        let padding = Window.Padding.explicit(top: top, bottom: bottom, left: 0, right: 0)
        let window = Window(kernel, 2, strides: (stride, 2), padding: padding, over: (height: size, width: 5))
        #expect(window.outputSize(height: size, width: 5) == (places, 2))
        if (top, bottom) == (0, 0) {
          #expect(Window(kernel, 2, strides: (stride, 2), padding: .valid, over: (height: size, width: 5)) == window)
        }
      }
    }
    #expect(Window.Padding.all(2) == .explicit(top: 2, bottom: 2, left: 2, right: 2))
  }

  @Test(arguments: 1...5, 1...3) func aTransposedConvolutionUndoesTheSizesOfAConvolution(
    kernel: Int, stride: Int
  ) {
    for size in kernel...12 {
      let window = Window(
        kernel, kernel, strides: (stride, stride), padding: .valid, over: (height: size, width: size))
      let small = window.outputSize(height: size, width: size).height
      // The rows that no window reached come back as output padding.
      let unreached = (size - kernel) % stride
      #expect(
        window.transposedOutputSize(height: small, width: small, outputPadding: (unreached, unreached)) == (size, size))
    }
  }
}
