; run
; %i ends where %next is computed, so the way round the loop copies nothing.
define double @f(double %n) {
entry:
  br label %loop
loop:
  %i = phi double [ 1.0, %entry ], [ %next, %loop ]
  %next = fadd double %i, %i
  %c = fcmp olt double %next, %n
  br i1 %c, label %loop, label %exit
exit:
  ret double %next
}

; call: f(1)
; does: 2
; call: f(100)
; does: 128

; wasm: outlineLoops=false
(func $f (type 0) (param f64) (result f64)
  (local f64)
  f64.const 1
  local.set 1
  block (;@1;)
    loop (;@2;)
      local.get 1
      local.get 1
      f64.add
      local.set 1
      local.get 1
      local.get 0
      f64.lt
      br_if 0 (;@2;)
      br 1 (;@1;)
    end
  end
  local.get 1
  return
  unreachable
)
