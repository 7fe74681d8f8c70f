; run
; V8 unrolls loops that contain no calls, and so this one.
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 0.0, %entry ], [ %next, %body ]
  %c = fcmp olt double %i, %n
  br i1 %c, label %body, label %exit
exit:
  %r = call double @observe(double %i)
  ret double %r
body:
  %next = fadd double %i, 1.0
  br label %loop
}

declare double @observe(double)

; call: f(2.5)
; does: observe(3) 1.5

; wasm: outlineLoops=false
(func $f (type 0) (param f64) (result f64)
  (local f64)
  f64.const 0
  local.set 1
  block (;@1;)
    loop (;@2;)
      local.get 1
      local.get 0
      f64.lt
      i32.eqz
      br_if 1 (;@1;)
      local.get 1
      f64.const 1
      f64.add
      local.set 1
      br 0 (;@2;)
    end
  end
  local.get 1
  i32.const 0
  call_indirect (type 0)
  return
  unreachable
)
