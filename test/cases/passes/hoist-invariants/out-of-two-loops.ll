; run: hoist-invariants
; One product depends on the outer counter, the other on none.
define double @f(double %x, double %n) {
entry:
  br label %outer
outer:
  %i = phi double [ 0.0, %entry ], [ %i1, %next ]
  %s = phi double [ 0.0, %entry ], [ %u, %next ]
  br label %inner
inner:
  %j = phi double [ 0.0, %outer ], [ %j1, %inner ]
  %t = phi double [ %s, %outer ], [ %u, %inner ]
  %a = fmul double %i, %x
  %b = fmul double %n, %x
  %v = fadd double %t, %a
  %u = fadd double %v, %b
  %j1 = fadd double %j, 1.0
  %c = fcmp olt double %j1, 3.0
  br i1 %c, label %inner, label %next
next:
  %i1 = fadd double %i, 1.0
  %d = fcmp olt double %i1, 3.0
  br i1 %d, label %outer, label %exit
exit:
  ret double %u
}

; expect: changed
define double @f(double %x, double %n) {
entry:
  %0 = fmul double %n, %x
  br label %outer
outer:
  %1 = phi double [ 0.0, %entry ], [ %10, %next ]
  %2 = phi double [ 0.0, %entry ], [ %7, %next ]
  %3 = fmul double %1, %x
  br label %inner
inner:
  %4 = phi double [ 0.0, %outer ], [ %8, %inner ]
  %5 = phi double [ %2, %outer ], [ %7, %inner ]
  %6 = fadd double %5, %3
  %7 = fadd double %6, %0
  %8 = fadd double %4, 1.0
  %9 = fcmp olt double %8, 3.0
  br i1 %9, label %inner, label %next
next:
  %10 = fadd double %1, 1.0
  %11 = fcmp olt double %10, 3.0
  br i1 %11, label %outer, label %exit
exit:
  ret double %7
}
