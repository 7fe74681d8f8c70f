; run: simplify-cfg
; Blocks that only follow each other are one.
define double @f(double %x) {
entry:
  br label %next
next:
  %p = phi double [ %x, %entry ]
  %a = call double @observe(double %p)
  br label %last
last:
  ret double %a
}

; expect: changed
define double @f(double %x) {
entry:
  %0 = call double @observe(double %x)
  ret double %0
}

declare double @observe(double)
