; run
; %c is needed twice. It does not take the local that held a double.
define double @f(double %x) {
  %a = call double @observe(double %x)
  %c = fcmp olt double %a, 1.0
  %b = call double @observe(double %a)
  %r = select i1 %c, double %a, double %b
  %s = select i1 %c, double %r, double 1.0
  ret double %s
}

declare double @observe(double)

; call: f(1)
; does: observe(1) observe(0.5) 0.5
; call: f(7)
; does: observe(7) observe(3.5) 1

; wasm
(func $f (type 0) (param f64) (result f64)
  (local i32)
  local.get 0
  i32.const 0
  call_indirect (type 0)
  local.set 0
  local.get 0
  f64.const 1
  f64.lt
  local.set 1
  local.get 0
  local.get 0
  i32.const 0
  call_indirect (type 0)
  local.get 1
  select
  f64.const 1
  local.get 1
  select
  return
  unreachable
)
