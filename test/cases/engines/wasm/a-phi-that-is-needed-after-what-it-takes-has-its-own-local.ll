; run
; %i is read when %next is there.
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 1.0, %entry ], [ %next, %loop ]
  %next = fadd double %i, %i
  %c = fcmp olt double %next, %n
  br i1 %c, label %loop, label %exit
exit:
  %r = fsub double %next, %i
  ret double %r
}

; call: f(1)
; does: 1
; call: f(100)
; does: 64

; wasm: outlineLoops=false
(func $f (type 0) (param f64) (result f64)
  (local f64 f64)
  f64.const 1
  local.set 1
  block (;@1;)
    loop (;@2;)
      local.get 1
      local.get 1
      f64.add
      local.set 2
      local.get 2
      local.get 0
      f64.lt
      i32.eqz
      br_if 1 (;@1;)
      local.get 2
      local.set 1
      br 0 (;@2;)
    end
  end
  local.get 2
  local.get 1
  f64.sub
  return
  unreachable
)
