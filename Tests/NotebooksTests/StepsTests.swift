import Testing

@testable import LabNotebooks

@Suite struct StepsTests {
  private func experiment(_ body: @escaping @Sendable (Notebook) throws -> Void) -> Experiment {
    Experiment("test", title: "Test", summary: "", run: body)
  }

  @Test func aLoopReturnsItsLosses() throws {
    try Sandbox().run(
      experiment { notebook in
        let losses = try notebook.steps(3, of: "training") { Float($0.index * $0.count) }
        #expect(losses == [0, 3, 6])
        for count in [0, -1] {
          let none = try notebook.steps(count, of: "nothing") { _ in 1 }
          #expect(none.isEmpty)
        }
      })
  }

  @Test(arguments: [(Float.nan, "not a number"), (.infinity, "∞"), (-.infinity, "−∞")])
  func aLossThatIsNotFiniteNamesPhaseAndStep(_ loss: Float, _ word: String) throws {
    #expect {
      try Sandbox().run(
        experiment { notebook in try notebook.steps(1_875, of: "training") { $0.index == 3 ? loss : 1 } })
    } throws: { error in
      "\(error)" == "The loss is \(word) at step 4 of 1,875 of training."
    }
  }

  @Test func anInterruptionStopsTheLoopBeforeItsNextStep() throws {
    let sandbox = try Sandbox()
    let interruption = Interruption()
    #expect(throws: Interrupted(place: "at step 13 of 1,875 of training")) {
      try sandbox.run(
        experiment { notebook in
          try notebook.steps(1_875, of: "training") { step in
            if step.index == 11 { interruption.request() }
            return 1
          }
        }, interruption: interruption)
    }
    #expect(sandbox.files(in: "Reports").isEmpty)
  }

  @Test func anInterruptionStopsAnEvaluationAndAnOutput() throws {
    let interruption = Interruption()
    #expect(throws: Interrupted(place: "at step 2 of 3 of evaluation")) {
      try Sandbox().run(
        experiment { notebook in
          try notebook.forEach(["a", "b", "c"], of: "evaluation") { if $0 == "a" { interruption.request() } }
        }, interruption: interruption)
    }
    #expect(throws: Interrupted(place: "before “one”")) {
      try Sandbox().run(experiment { notebook in try notebook.show("1", id: "one") }, interruption: interruption)
    }
  }

  @Test func anEvaluationVisitsEachItemOnce() throws {
    try Sandbox().run(
      experiment { notebook in
        var seen: [String] = []
        try notebook.forEach(["a", "b", "c"], of: "evaluation") { seen.append($0) }
        #expect(seen == ["a", "b", "c"])
      })
  }
}

/// What a display writes while a loop takes so many seconds a step.
@Suite struct ProgressTests {
  private func transcript(
    _ style: ProgressDisplay.Style, columns: Int = 80, steps: Int, of count: Int, secondsEach: Double,
    loss: Float? = 2.5
  ) -> String {
    var time = Duration.zero
    var text = ""
    let display = ProgressDisplay(style, columns: { columns }, now: { time }) { text += $0 }
    display.begin("training", count: count)
    for step in 1...steps {
      time += .seconds(secondsEach)
      display.advance(to: step, loss: loss)
    }
    display.end()
    return text
  }

  @Test func linesComeEveryTenSeconds() {
    #expect(
      transcript(.lines, steps: 2_000, of: 2_000, secondsEach: 0.0625) == """
        training: 2,000 steps
        training: step 160 of 2,000, loss 2.5000, 16.0 steps/s, 1:55 left
        training: step 320 of 2,000, loss 2.5000, 16.0 steps/s, 1:45 left
        training: step 480 of 2,000, loss 2.5000, 16.0 steps/s, 1:35 left
        training: step 640 of 2,000, loss 2.5000, 16.0 steps/s, 1:25 left
        training: step 800 of 2,000, loss 2.5000, 16.0 steps/s, 1:15 left
        training: step 960 of 2,000, loss 2.5000, 16.0 steps/s, 1:05 left
        training: step 1,120 of 2,000, loss 2.5000, 16.0 steps/s, 0:55 left
        training: step 1,280 of 2,000, loss 2.5000, 16.0 steps/s, 0:45 left
        training: step 1,440 of 2,000, loss 2.5000, 16.0 steps/s, 0:35 left
        training: step 1,600 of 2,000, loss 2.5000, 16.0 steps/s, 0:25 left
        training: step 1,760 of 2,000, loss 2.5000, 16.0 steps/s, 0:15 left
        training: step 1,920 of 2,000, loss 2.5000, 16.0 steps/s, 0:05 left
        training: 2,000 steps in 2:05, loss 2.5000

        """)
  }

  @Test func aBarIsDrawnInPlaceAndGivesWayToTheSum() {
    #expect(
      transcript(.bar, steps: 4, of: 4, secondsEach: 1_000)
        == [
          "\rtraining ██████░░░░░░░░░░░░░░░░░░ 1/4, loss 2.5000, 0.00100 steps/s, 50:00 left\u{1B}[K",
          "\rtraining ████████████░░░░░░░░░░░░ 2/4, loss 2.5000, 0.00100 steps/s, 33:20 left\u{1B}[K",
          "\rtraining ██████████████████░░░░░░ 3/4, loss 2.5000, 0.00100 steps/s, 16:40 left\u{1B}[K",
          "\r\u{1B}[Ktraining: 4 steps in 1:06:40, loss 2.5000\n",
        ].joined())
  }

  @Test(arguments: [1, 10, 20, 40, 79])
  func aBarNeverReachesTheLastColumn(_ columns: Int) {
    let lines = transcript(.bar, columns: columns, steps: 3, of: 4, secondsEach: 1).split(separator: "\r")
    for line in lines { #expect(line.replacing("\u{1B}[K", with: "").count < max(columns, 2)) }
  }

  /// The terminal is made narrower, and wider again.
  @Test func eachDrawFitsTheTerminalAsItIsThen() {
    var widths = [60, 12, 1, 33], time = Duration.zero
    var draws: [String] = []
    let display = ProgressDisplay(.bar, columns: { widths[0] }, now: { time }) { draws.append($0) }
    display.begin("training", count: 10)
    for step in 1...4 {
      time += .seconds(1)
      display.advance(to: step, loss: 2.5)
      #expect(draws.last?.trimmingPrefix("\r").replacing("\u{1B}[K", with: "").count ?? 99 < max(widths[0], 1))
      if widths.count > 1 { widths.removeFirst() }
    }
    #expect(draws.count == 4)
  }

  @Test(arguments: [ProgressDisplay.Style.bar, .lines])
  func whatIsToldCommandsNoTerminal(_ style: ProgressDisplay.Style) {
    var text = ""
    let display = ProgressDisplay(style) { text += $0 }
    display.begin("a\u{1B}]0;b\u{7}", count: 1)
    display.advance(to: 1, loss: 1)
    display.end()
    display.note("c\0")
    display.warn("d\u{9B}2J", topic: "d")
    let told = text.replacing("\r\u{1B}[K", with: "")
    #expect(told.contains(#"a\u001b]0;b\u0007: 1 steps in "#) && told.hasSuffix("c\\u0000\nd\\u009b2J\n"))
    #expect(told.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control || $0 == "\n" })
  }

  @Test func anUnfinishedPhaseHasNoSum() {
    #expect(
      transcript(.lines, steps: 3, of: 4, secondsEach: 10, loss: nil) == """
        training: 4 steps
        training: step 1 of 4, 0.100 steps/s, 0:30 left
        training: step 2 of 4, 0.100 steps/s, 0:20 left
        training: step 3 of 4, 0.100 steps/s, 0:10 left

        """)
  }

  @Test func silenceIsSilent() {
    #expect(transcript(.silent, steps: 3, of: 3, secondsEach: 100) == "")
  }
}
