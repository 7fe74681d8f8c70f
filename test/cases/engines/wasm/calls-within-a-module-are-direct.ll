; run
; Other calls go through the table, where stubs are.
define double @f(double %x) {
  %a = call double @g(double %x)
  %r = call double @observe(double %a)
  ret double %r
}

define double @g(double %x) {
  %r = fmul double %x, %x
  ret double %r
}

declare double @observe(double)

; call: f(3)
; does: observe(9) 4.5

; wasm
(func $f (type 0) (param f64) (result f64)
  local.get 0
  call $g
  i32.const 0
  call_indirect (type 0)
  return
  unreachable
)

(func $g (type 0) (param f64) (result f64)
  local.get 0
  local.get 0
  f64.mul
  return
  unreachable
)
