; run
; So the call for the condition, which comes first, waits in a local.
define double @f(double %x) {
  %a = call double @observe(double %x)
  %c = fcmp olt double %a, 1.0
  %b = call double @nine()
  %r = select i1 %c, double %b, double %x
  ret double %r
}

declare double @observe(double)
declare double @nine()

; call: f(1)
; does: observe(1) nine() 9
; call: f(2)
; does: observe(2) nine() 2

; wasm
(func $f (type 0) (param f64) (result f64)
  (local f64)
  local.get 0
  i32.const 0
  call_indirect (type 0)
  local.set 1
  i32.const 1
  call_indirect (type 1)
  local.get 0
  local.get 1
  f64.const 1
  f64.lt
  select
  return
  unreachable
)
