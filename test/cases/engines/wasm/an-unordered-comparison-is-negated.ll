; run
; `uge` is not `olt`.
define double @f(double %x, double %y) {
  %c = fcmp uge double %x, %y
  %r = uitofp i1 %c to double
  ret double %r
}

; call: f(1, 2)
; does: 0
; call: f(2, 1)
; does: 1
; call: f(nan, 1)
; does: 1

; wasm
(func $f (type 0) (param f64 f64) (result f64)
  local.get 0
  local.get 1
  f64.lt
  i32.eqz
  f64.convert_i32_u
  return
  unreachable
)
