/// The functions of `bc -l` as series, counted with some digits more than are wanted and then cut off.
struct BcSeries {
  let scale: Int
  private var inner: Int { scale + 8 }

  init(scale: Int) {
    // More digits take longer than anybody waits.
    self.scale = min(scale, 400)
  }

  private func quotient(_ a: BcNumber, _ b: BcNumber) -> BcNumber { a.divided(by: b, scale: inner) ?? BcNumber() }
  private func product(_ a: BcNumber, _ b: BcNumber) -> BcNumber { (a * b).with(scale: inner) }

  /// By Newton's steps from above; nil for a negative number.
  func root(of number: BcNumber) -> BcNumber? {
    if number.isNegative { return nil }
    if number.isZero { return BcNumber().with(scale: scale) }
    let whole = max(0, number.digits.count - number.scale)
    var guess = BcNumber("1" + String(repeating: "0", count: (whole + 1) / 2), base: 10)
    while true {
      let next = quotient(guess + quotient(number, guess), BcNumber(2))
      if (guess - next).with(scale: inner - 2).isZero { return exactRoot(next, number) }
      guess = next
    }
  }

  /// Cut off so that its square does not exceed the number.
  private func exactRoot(_ guess: BcNumber, _ number: BcNumber) -> BcNumber {
    let unit = BcNumber(1).divided(by: BcNumber("1" + String(repeating: "0", count: scale), base: 10), scale: scale) ?? BcNumber()
    let above = guess.with(scale: scale) + unit
    return number < above * above ? guess.with(scale: scale) : above
  }

  func exponential(_ number: BcNumber) -> BcNumber {
    if number.isNegative { return quotient(BcNumber(1), rawExponential(-number)).with(scale: scale) }
    return rawExponential(number).with(scale: scale)
  }

  private func rawExponential(_ number: BcNumber) -> BcNumber {
    // Halved until the series is short, then squared as often.
    var (rest, halvings) = (number.with(scale: inner + 12), 0)
    while BcNumber(1) < rest, halvings < 14 {
      rest = rest.divided(by: BcNumber(2), scale: inner + 12) ?? rest
      halvings += 1
    }
    let precision = inner + 12
    var (sum, term, index) = (BcNumber(1), BcNumber(1), 1)
    while !term.isZero {
      term = (term * rest).divided(by: BcNumber(index), scale: precision) ?? BcNumber()
      sum = sum + term
      index += 1
    }
    for _ in 0..<halvings { sum = (sum * sum).with(scale: precision) }
    return sum
  }

  /// Zero and below have none: the smallest number that the scale can say, as the real library answers.
  func logarithm(_ number: BcNumber) -> BcNumber {
    if number.isZero || number.isNegative {
      return (BcNumber(1) - BcNumber("1" + String(repeating: "0", count: scale), base: 10)).with(scale: scale)
    }
    var (rest, doublings) = (number.with(scale: inner), BcNumber(2))
    while !(rest < BcNumber(2)) || rest < BcNumber("0.5", base: 10) {
      rest = root(of: rest) ?? BcNumber(1)
      doublings = doublings * BcNumber(2)
    }
    let ratio = quotient(rest - BcNumber(1), rest + BcNumber(1))
    let square = product(ratio, ratio)
    var (sum, power, index) = (ratio, ratio, 3)
    while !power.isZero {
      power = product(power, square)
      sum = sum + quotient(power, BcNumber(index))
      index += 2
    }
    return product(sum, doublings).with(scale: scale)
  }

  func sine(_ number: BcNumber) -> BcNumber { rawSine(number).with(scale: scale) }

  func cosine(_ number: BcNumber) -> BcNumber {
    rawSine(number + quotient(BcSeries(scale: inner).arctangent(BcNumber(1)) * BcNumber(2), BcNumber(1))).with(scale: scale)
  }

  private func rawSine(_ number: BcNumber) -> BcNumber {
    let turn = BcSeries(scale: inner).arctangent(BcNumber(1)) * BcNumber(8)
    let turns = number.divided(by: turn, scale: 0) ?? BcNumber()
    let rest = (number - turns * turn).with(scale: inner)
    let square = product(rest, rest)
    var (sum, term, index) = (rest, rest, 2)
    while !term.isZero {
      term = -quotient(product(term, square), BcNumber(index * (index + 1)))
      sum = sum + term
      index += 2
    }
    return sum
  }

  /// Brought near zero by halving the angle, then a series.
  func arctangent(_ number: BcNumber) -> BcNumber {
    let deep = BcSeries(scale: inner)
    var (rest, factor) = (number.with(scale: deep.inner), BcNumber(1))
    while BcNumber("0.2", base: 10) < (rest.isNegative ? -rest : rest) {
      let root = deep.root(of: BcNumber(1) + deep.product(rest, rest)) ?? BcNumber(1)
      rest = deep.quotient(rest, BcNumber(1) + root)
      factor = factor * BcNumber(2)
    }
    let square = deep.product(rest, rest)
    var (sum, power, index) = (rest, rest, 3)
    while !power.isZero {
      power = -deep.product(power, square)
      sum = sum + deep.quotient(power, BcNumber(index))
      index += 2
    }
    return (sum * factor).with(scale: scale)
  }
}
